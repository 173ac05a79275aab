"""The second output is taken for the sd itself."""

QUESTION = "gaussian_nll"
HINT = "Your loss reads the second output as the sd. It is log sd, and can be negative; exp makes an sd of it."


# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    mean, sd = y_pred[:, 0:1], y_pred[:, 1:2]
    nll = 0.5 * np.log(2 * np.pi) + torch.log(sd) + (y_true - mean) ** 2 / (2 * sd**2)
    return torch.mean(nll)
