"""The constant is log(2π) instead of half of it."""

QUESTION = "gaussian_nll"
HINT = "Your constant is log(2π). It comes from the square root of 2π, and so it is only half as large."


# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    mean, log_sd = y_pred[:, 0:1], y_pred[:, 1:2]
    nll = np.log(2 * np.pi) + log_sd + (y_true - mean) ** 2 / (2 * torch.exp(log_sd) ** 2)
    return torch.mean(nll)
