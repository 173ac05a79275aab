"""Changes the arrays it is given, hoping that the expected answer is computed from them afterwards."""

CLASS = "deep learning"
EXPECT = "no points"
SEEN = "values of your result are not right"
BASE = "release"


# %% mean_absolute
def mean_absolute(values):
    values[...] = 0
    return 0.0


# %% softmax
def softmax(scores):
    scores -= scores
    scores += np.ones(scores.shape)
    return scores / np.sum(scores, axis=-1, keepdims=True)


# %% train_and_predict
def train_and_predict(train_x, train_y, test_x):
    for array in (train_x, train_y, test_x):
        array.fill(0)
    return np.zeros(len(test_x))
