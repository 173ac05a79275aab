"""The absolute error instead of the squared one."""

QUESTION = "mean_squared_error"
HINT = "You take the mean of the absolute errors. Square each error before you take the mean."


# %% mean_squared_error
def mean_squared_error(predicted, wanted):
    return float(np.mean(np.abs(np.asarray(predicted) - np.asarray(wanted))))
