"""The squared residual is divided by the sd instead of the variance."""

QUESTION = "gaussian_nll"
HINT = "You divide the squared residual by 2 · sd. It must be divided by twice the variance, 2 · sd²."


# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    mean, log_sd = y_pred[:, 0:1], y_pred[:, 1:2]
    nll = 0.5 * np.log(2 * np.pi) + log_sd + (y_true - mean) ** 2 / (2 * torch.exp(log_sd))
    return torch.mean(nll)
