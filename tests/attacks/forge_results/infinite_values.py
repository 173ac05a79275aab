"""Answers with infinities, so that a tolerance relative to the answer is infinite."""

CLASS = "forge results"
EXPECT = "no points"
SEEN = "infinite number"
BASE = "release"


# %% mean_absolute
def mean_absolute(values):
    return np.longdouble("1e4000")


# %% softmax
def softmax(scores):
    return np.exp(np.full(np.shape(scores), 1e9))


# %% train_and_predict
def train_and_predict(train_x, train_y, test_x):
    return torch.full((len(test_x),), float("-inf"))
