"""The second output is taken for the logarithm of the variance."""

QUESTION = "gaussian_nll"
HINT = "Your loss reads the second output as the log of the variance. Many papers do that, but here it is the log of the sd."


# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    mean, log_sd = y_pred[:, 0:1], y_pred[:, 1:2]
    nll = 0.5 * np.log(2 * np.pi) + 0.5 * log_sd + 0.5 * (y_true - mean) ** 2 / torch.exp(log_sd)
    return torch.mean(nll)
