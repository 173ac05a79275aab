"""Answers with objects that run a command when they are unpickled or copied, and leaves such files about."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = ["a value of type Bomb cannot be passed", "pickles written"]
BASE = "release"

# %% mean_absolute
import os
import pickle


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/pickle-was-here",)

    __deepcopy__ = __copy__ = lambda self, *args: os.system("touch /tmp/copy-was-here")


def mean_absolute(values):
    return Bomb()


# %% softmax
def softmax(scores):
    return np.array([Bomb()], dtype=object)


# %% [append]
for name in ("result.pkl", "model.pt", "weights.npy", "results.json", "checkpoint.joblib"):
    with open(name, "wb") as file:
        pickle.dump(Bomb(), file)
print("pickles written")
