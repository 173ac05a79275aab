"""Reference for `first_loss`."""

import numpy as np


def mean_squared_error(predicted, wanted):
    """Mean over all elements of the squared difference; two arrays of the same shape → float."""
    return float(np.mean((np.asarray(predicted) - np.asarray(wanted)) ** 2))
