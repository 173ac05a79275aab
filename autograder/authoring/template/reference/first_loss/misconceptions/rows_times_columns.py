"""The elements counted as rows times columns, even where there is only one row of numbers."""

QUESTION = "mean_squared_error"
HINT = "For a plain list of numbers your result is too small. How many numbers does your function divide by?"


# %% mean_squared_error
def mean_squared_error(predicted, wanted):
    error = np.asarray(predicted) - np.asarray(wanted)
    return float(np.sum(error**2) / (error.shape[0] * error.shape[-1]))
