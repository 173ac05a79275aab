"""The constant terms are left out."""

QUESTION = "constant_sd"
HINT = "Your NLL lacks what does not depend on the means: ½ · log(2π) + log sd."


# %% constant_sd
def constant_sd_nll(mse, sd):
    return mse / (2 * sd**2)


def best_constant_sd(mse):
    return np.sqrt(mse)
