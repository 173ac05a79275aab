"""The absolute residual counts instead of the squared one."""

QUESTION = "gaussian_nll"
HINT = "Your loss takes the absolute residual. The exponent of the Gaussian holds its square."


# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    mean, log_sd = y_pred[:, 0:1], y_pred[:, 1:2]
    nll = 0.5 * np.log(2 * np.pi) + log_sd + torch.abs(y_true - mean) / (2 * torch.exp(log_sd) ** 2)
    return torch.mean(nll)
