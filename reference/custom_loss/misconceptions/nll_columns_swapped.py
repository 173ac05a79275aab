"""Mean and log sd are swapped."""

QUESTION = "gaussian_nll"
HINT = "Your loss takes the first output for log sd and the second for the mean. It is the other way round."


# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    log_sd, mean = y_pred[:, 0:1], y_pred[:, 1:2]
    nll = 0.5 * np.log(2 * np.pi) + log_sd + (y_true - mean) ** 2 / (2 * torch.exp(log_sd) ** 2)
    return torch.mean(nll)
