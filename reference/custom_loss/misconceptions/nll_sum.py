"""The losses of the batch are added up, and no mean is taken."""

QUESTION = "gaussian_nll"
HINT = "Your loss grows with the number of observations. Take the mean: `torch.mean` instead of `torch.sum`."


# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    mean, log_sd = y_pred[:, 0:1], y_pred[:, 1:2]
    nll = 0.5 * np.log(2 * np.pi) + log_sd + (y_true - mean) ** 2 / (2 * torch.exp(log_sd) ** 2)
    return torch.sum(nll)
