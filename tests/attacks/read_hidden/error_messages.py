"""Gives answers of every wrong kind, hoping that a message shows what was expected."""

CLASS = "read hidden material"
EXPECT = "no points"
SEEN = ["holds NaN", "right shape"]
BASE = "release"

# %% mean_absolute
calls = 0


def mean_absolute(values):
    global calls
    calls += 1
    return [float("nan"), np.zeros(3), 0.0, {"expected": None}][calls % 4]


# %% softmax
def softmax(scores):
    global calls
    calls += 1
    return [np.zeros((1, 1)), np.zeros_like(scores), scores * np.inf][calls % 3]


# %% train_and_predict
def train_and_predict(train_x, train_y, test_x):
    return np.zeros((len(test_x), 1))
