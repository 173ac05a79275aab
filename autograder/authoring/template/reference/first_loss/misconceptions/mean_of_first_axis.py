"""The mean over the first axis only."""

QUESTION = "mean_squared_error"
HINT = "Your function gives one number per column. Take the mean over all elements, whatever the shape."


# %% mean_squared_error
def mean_squared_error(predicted, wanted):
    return np.mean((np.asarray(predicted) - np.asarray(wanted)) ** 2, axis=0)
