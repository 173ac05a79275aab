"""The ½ of the squared residual is missing."""

QUESTION = "gaussian_nll"
HINT = "Your residual counts twice as much as it should: the exponent of the Gaussian is (y − mean)² / (2 · sd²)."


# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    mean, log_sd = y_pred[:, 0:1], y_pred[:, 1:2]
    nll = 0.5 * np.log(2 * np.pi) + log_sd + ((y_true - mean) / torch.exp(log_sd)) ** 2
    return torch.mean(nll)
