"""Answers with arrays of odd types: records, objects, texts, dates, and truth values that are neither true nor false."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = "cannot be passed; use numbers"
BASE = "release"

# %% mean_absolute
odd = iter(
    [np.zeros(1, "f8,i4"), np.array([{}], object), np.array(["1.0"]), np.array(["2020-01-01"], "M8[D]"), np.zeros(1, "V8")] * 9
)


def mean_absolute(values):
    return next(odd)


# %% train_and_predict
calls = 0


def train_and_predict(train_x, train_y, test_x):
    global calls
    calls += 1
    if calls > 1:
        return torch.sparse_coo_tensor(torch.zeros(1, 0), torch.zeros(0), (len(test_x),))
    return np.full(len(test_x), 7, np.uint8).view(bool)
