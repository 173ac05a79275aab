"""Brings weights that were trained elsewhere, and does not train."""

CLASS = "deep learning"
EXPECT = "no points"
SEEN = "not right"
BASE = "release"

# %% train_and_predict
WEIGHTS, SHIFT = np.array([1.0, 1.0]), 0.0


def train_and_predict(train_x, train_y, test_x):
    return test_x @ WEIGHTS + SHIFT
