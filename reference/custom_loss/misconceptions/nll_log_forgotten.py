"""The logarithm is forgotten: the loss is minus the likelihood."""

QUESTION = "gaussian_nll"
HINT = "Your loss is minus the mean likelihood. Take the logarithm of each likelihood first."


# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    mean, sd = y_pred[:, 0:1], torch.exp(y_pred[:, 1:2])
    likelihood = torch.exp(-((y_true - mean) ** 2) / (2 * sd**2)) / (np.sqrt(2 * np.pi) * sd)
    return -torch.mean(likelihood)
