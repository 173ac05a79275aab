"""The derivative with respect to the mean is not divided by the variance."""

QUESTION = "gaussian_gradient"
HINT = "Your first derivative is that for sd = 1. The residual is divided by sd²."


# %% gaussian_gradient
def gaussian_gradient(y, mean, log_sd):
    sd = np.exp(log_sd)
    return mean - y, 1 - ((y - mean) / sd) ** 2
