"""torch's own GaussianNLLLoss with the variance and the full constant: the same numbers."""

QUESTION = "gaussian_nll"
HINT = "Right: torch has this loss as well, with the variance instead of log sd."
EQUIVALENT = True


# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    variance = torch.exp(2 * y_pred[:, 1:2])
    return torch.nn.functional.gaussian_nll_loss(y_pred[:, 0:1], y_true, variance, full=True, eps=1e-12)
