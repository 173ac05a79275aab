"""The second derivative is that with respect to sd instead of log sd."""

QUESTION = "gaussian_gradient"
HINT = (
    "Your second derivative is the one with respect to sd. With s = log sd, multiply it by the inner derivative, which is sd."
)


# %% gaussian_gradient
def gaussian_gradient(y, mean, log_sd):
    sd = np.exp(log_sd)
    return (mean - y) / sd**2, 1 / sd - (y - mean) ** 2 / sd**3
