"""The two derivatives are swapped."""

QUESTION = "gaussian_gradient"
HINT = "Your two derivatives stand in the wrong order: first the one with respect to the mean."


# %% gaussian_gradient
def gaussian_gradient(y, mean, log_sd):
    sd = np.exp(log_sd)
    return 1 - ((y - mean) / sd) ** 2, (mean - y) / sd**2
