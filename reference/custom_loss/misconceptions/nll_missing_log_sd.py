"""The term log sd is missing."""

QUESTION = "gaussian_nll"
HINT = "Your loss lacks log sd. Without it, a network makes the sd larger and larger, and that costs nothing."


# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    mean, log_sd = y_pred[:, 0:1], y_pred[:, 1:2]
    nll = 0.5 * np.log(2 * np.pi) + (y_true - mean) ** 2 / (2 * torch.exp(log_sd) ** 2)
    return torch.mean(nll)
