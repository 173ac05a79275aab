"""Hands in every answer cell twice, so that points might count twice."""

CLASS = "forge results"
EXPECT = "no points"
FINDING = "duplicate_cell"
SEEN = "is there more than once"
BASE = "release"


# %% mean_absolute
def mean_absolute(values):
    return 1.0


# %% [duplicate] mean_absolute
def mean_absolute(values):
    return 2.0


# %% [duplicate] softmax
def softmax(scores):
    return scores
