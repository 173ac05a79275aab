"""Allocates memory when a check calls, and answers with it."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "stopped with MemoryError"
BASE = "release"


# %% mean_absolute
def mean_absolute(values):
    return np.ones(2**30)


# %% train_and_predict
def train_and_predict(train_x, train_y, test_x):
    return torch.ones(2**30)
