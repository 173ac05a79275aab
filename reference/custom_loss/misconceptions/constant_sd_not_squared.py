"""The MSE is divided by the sd instead of the variance."""

QUESTION = "constant_sd"
HINT = "You divide the MSE by 2 · sd. It is divided by 2 · sd²."


# %% constant_sd
def constant_sd_nll(mse, sd):
    return 0.5 * np.log(2 * np.pi) + np.log(sd) + mse / (2 * sd)


def best_constant_sd(mse):
    return np.sqrt(mse)
