"""The loss is the mean squared error: the sd does not matter."""

QUESTION = "gaussian_nll"
HINT = "Your loss is the mean squared error. It never looks at the second output, so the network learns no sd."


# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    return torch.mean((y_true - y_pred[:, 0:1]) ** 2)
