"""Numpy computes the loss: its value is right, but there is no gradient."""

QUESTION = "gaussian_nll"
HINT = "Your loss leaves torch on the way, and with it the gradient. Use `torch.exp`, `torch.log`, … to the end."


# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    output = y_pred.detach().numpy()
    mean, log_sd = output[:, 0:1], output[:, 1:2]
    nll = 0.5 * np.log(2 * np.pi) + log_sd + (y_true.numpy() - mean) ** 2 / (2 * np.exp(log_sd) ** 2)
    return torch.tensor(np.mean(nll))
