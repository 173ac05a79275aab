"""The sum of the squared errors instead of their mean."""

QUESTION = "mean_squared_error"
HINT = "Your number grows with the number of examples. Divide the sum of the squared errors by how many there are."


# %% mean_squared_error
def mean_squared_error(predicted, wanted):
    return float(np.sum((np.asarray(predicted) - np.asarray(wanted)) ** 2))
