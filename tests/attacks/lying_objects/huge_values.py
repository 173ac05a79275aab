"""Answers with arrays and lists that are larger than a reply may be."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = ["the array is too large", "too many items"]
BASE = "release"


# %% mean_absolute
def mean_absolute(values):
    return np.broadcast_to(np.float64(1), (2**36,))


# %% train_and_predict
def train_and_predict(train_x, train_y, test_x):
    return [0.0] * 1_000_000
