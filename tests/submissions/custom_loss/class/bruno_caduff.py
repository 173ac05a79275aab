"""Reads the second output as the log variance everywhere, as in the paper he knows."""

EXPECTED = {
    "by_hand_likelihood": 3,
    "binary_nll": 2,
    "softmax": 2,
    "categorical_nll": 2,
    "output_to_gaussian": 1,
    "gaussian_nll": 6,
    "gaussian_gradient": 2,
    "constant_sd": 2,
    "build_model": 4,
    "train": 3,
    "deeper": 2,
    "predict_band": 0,
}

# %% output_to_gaussian
def output_to_gaussian(output):
    mean = output[:, 0:1]
    log_var = output[:, 1:2]
    return mean, torch.exp(log_var / 2)

# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    mean, sd = output_to_gaussian(y_pred)
    return torch.mean(0.5 * np.log(2 * np.pi) + torch.log(sd) + (y_true - mean) ** 2 / (2 * sd ** 2))

# %% predict_band
def predict_band(output):
    sd = np.exp(output[:, 1] / 2)
    return output[:, 0] - 1.645 * sd, output[:, 0] + 1.645 * sd
