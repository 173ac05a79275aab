"""The NLL is taken for the MSE itself."""

QUESTION = "constant_sd"
HINT = (
    "You return the MSE. It is minimised by the same means, but the NLL also holds the factor 1 / (2 · sd²) and two terms more."
)


# %% constant_sd
def constant_sd_nll(mse, sd):
    return mse


def best_constant_sd(mse):
    return np.sqrt(mse)
