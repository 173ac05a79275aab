"""The best sd is taken for the MSE: it is the variance that equals the MSE."""

QUESTION = "constant_sd"
HINT = "You return the MSE. That is the best variance; the sd is its square root."


# %% constant_sd
def constant_sd_nll(mse, sd):
    return 0.5 * np.log(2 * np.pi) + np.log(sd) + mse / (2 * sd**2)


def best_constant_sd(mse):
    return mse
