"""Swaps the columns in the link, gradient with respect to sd, best sd without the root; deletes the cell of the band."""

EXPECTED = {
    "by_hand_likelihood": 3,
    "binary_nll": 2,
    "softmax": 2,
    "categorical_nll": 2,
    "output_to_gaussian": 0,
    "gaussian_nll": 6,
    "gaussian_gradient": 1,
    "constant_sd": 1,
    "build_model": 4,
    "train": 3,
    "deeper": 2,
    "predict_band": 0,
}

# %% output_to_gaussian
def output_to_gaussian(output):
    log_sd = output[:, 0:1]
    mean = output[:, 1:2]
    return mean, torch.exp(log_sd)

# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    mean, sd = output_to_gaussian(y_pred)
    dist = torch.distributions.Normal(loc=mean, scale=sd)
    return -dist.log_prob(y_true).mean()

# %% gaussian_gradient
def gaussian_gradient(y, mean, log_sd):
    sd = np.exp(log_sd)
    d_mean = -(y - mean) / sd ** 2
    d_sd = 1 / sd - (y - mean) ** 2 / sd ** 3
    return d_mean, d_sd

# %% constant_sd
def constant_sd_nll(mse, sd):
    return np.log(sd) + 0.5 * np.log(2 * np.pi) + 0.5 * mse / sd ** 2

def best_constant_sd(mse):
    return mse

# %% [delete] predict_band
