"""Forgets the mean over the batch, and uses 1.96 for the band."""

EXPECTED = {
    "by_hand_likelihood": 3,
    "binary_nll": 2,
    "softmax": 2,
    "categorical_nll": 2,
    "output_to_gaussian": 2,
    "gaussian_nll": 5,
    "gaussian_gradient": 2,
    "constant_sd": 2,
    "build_model": 4,
    "train": 3,
    "deeper": 2,
    "predict_band": 0,
}

# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    mean = y_pred[:, 0:1]
    log_sd = y_pred[:, 1:2]
    sd = torch.exp(log_sd)
    return torch.sum(0.5 * np.log(2 * np.pi) + log_sd + (y_true - mean) ** 2 / (2 * sd ** 2))

# %% predict_band
def predict_band(output):
    mean = output[:, 0]
    sd = np.exp(output[:, 1])
    return mean - 1.96 * sd, mean + 1.96 * sd
