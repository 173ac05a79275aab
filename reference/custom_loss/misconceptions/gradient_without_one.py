"""The term log sd is left out of the second derivative."""

QUESTION = "gaussian_gradient"
HINT = (
    "Your second derivative is never positive, so the sd would grow for ever. The loss also holds log sd, and its "
    "derivative is 1."
)


# %% gaussian_gradient
def gaussian_gradient(y, mean, log_sd):
    sd = np.exp(log_sd)
    return (mean - y) / sd**2, -(((y - mean) / sd) ** 2)
