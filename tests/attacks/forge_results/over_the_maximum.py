"""Answers with a score of its own: dictionaries, numbers over the maximum, exact big integers."""

CLASS = "forge results"
EXPECT = "no points"
SEEN = ["your result is of type int", "your result is of type dict"]
BASE = "release"


# %% mean_absolute
def mean_absolute(values):
    return 10**400


# %% softmax
def softmax(scores):
    return {"score": 321, "max_score": 3, "passed": True, "points": 1e308}


# %% train_and_predict
class Score(float):
    max_score = 3


def train_and_predict(train_x, train_y, test_x):
    return Score(1e308)
