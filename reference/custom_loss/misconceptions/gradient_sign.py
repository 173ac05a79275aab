"""The derivative with respect to the mean has the wrong sign."""

QUESTION = "gaussian_gradient"
HINT = "Your first derivative points the other way. If the mean is too large, the loss grows with it: mean − y, not y − mean."


# %% gaussian_gradient
def gaussian_gradient(y, mean, log_sd):
    sd = np.exp(log_sd)
    return (y - mean) / sd**2, 1 - ((y - mean) / sd) ** 2
