"""The best variance is taken for half the MSE."""

QUESTION = "constant_sd"
HINT = "Your best variance is half the MSE. Derive log sd + MSE / (2 · sd²) once more: the 2 of the square cancels the ½."


# %% constant_sd
def constant_sd_nll(mse, sd):
    return 0.5 * np.log(2 * np.pi) + np.log(sd) + mse / (2 * sd**2)


def best_constant_sd(mse):
    return np.sqrt(mse / 2)
