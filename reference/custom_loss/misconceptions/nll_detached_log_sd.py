"""The log sd is cut off from the gradient: only the mean is learned."""

QUESTION = "gaussian_nll"
HINT = "The values of your loss are right, but `.detach()` cuts off log sd: its gradient is 0, and it is never learned."


# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    mean, log_sd = y_pred[:, 0:1], y_pred[:, 1:2].detach()
    nll = 0.5 * np.log(2 * np.pi) + log_sd + (y_true - mean) ** 2 / (2 * torch.exp(log_sd) ** 2)
    return torch.mean(nll)
