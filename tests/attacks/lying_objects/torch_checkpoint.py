"""Saves a checkpoint whose loading runs a command, and answers with its name and with what it holds."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = "checkpoint saved"
BASE = "release"

# %% train_and_predict
import os


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/checkpoint-was-here",)


def train_and_predict(train_x, train_y, test_x):
    torch.save({"model": Bomb()}, "model.pt")
    return "model.pt"


# %% [append]
print(train_and_predict(None, None, None) and "checkpoint saved")
