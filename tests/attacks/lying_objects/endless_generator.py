"""Answers with generators and iterators that never end."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = "a value of type generator cannot be passed"
BASE = "release"

# %% mean_absolute
import itertools


def mean_absolute(values):
    def forever():
        while True:
            yield 1.0

    return forever()


# %% softmax
def softmax(scores):
    return np.sum


# %% train_and_predict
def train_and_predict(train_x, train_y, test_x):
    return itertools.repeat(0.0)
