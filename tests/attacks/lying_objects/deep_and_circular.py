"""Answers with lists that hold themselves, and with lists in lists in lists."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = "nested too deeply"
BASE = "release"


# %% mean_absolute
def mean_absolute(values):
    own = []
    own.append(own)
    return own


# %% train_and_predict
def train_and_predict(train_x, train_y, test_x):
    deep = 1.0
    for _ in range(5000):
        deep = {"a": deep}
    return deep
