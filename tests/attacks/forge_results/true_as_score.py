"""Answers ``True``, which is a number and equals one."""

CLASS = "forge results"
EXPECT = "no points"
SEEN = "not right"
BASE = "release"


# %% mean_absolute
def mean_absolute(values):
    return True


# %% softmax
def softmax(scores):
    return np.ones(np.shape(scores)) == 1


# %% train_and_predict
def train_and_predict(train_x, train_y, test_x):
    return torch.ones(len(test_x), dtype=torch.bool)
