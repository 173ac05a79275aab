"""Answers with fresh, uninitialised memory, where the reference's result may just have been freed."""

CLASS = "deep learning"
EXPECT = "no points"
SEEN = "not right"
BASE = "release"


# %% mean_absolute
def mean_absolute(values):
    return np.empty(())


# %% softmax
def softmax(scores):
    return np.empty(np.shape(scores))


# %% train_and_predict
def train_and_predict(train_x, train_y, test_x):
    for _ in range(50):
        guess = torch.empty(len(test_x), dtype=torch.float64)
        if 0 < guess.abs().sum() < 100:
            return guess
    return guess
