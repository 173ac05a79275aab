"""Answers with a tensor that computes nothing until it is looked at, and then looks at who asks."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = "looked at by"
BASE = "release"

# %% train_and_predict
import sys


class Lazy(torch.Tensor):
    @classmethod
    def __torch_dispatch__(cls, function, types, args=(), kwargs=None):
        raise RuntimeError(f"looked at by {sys._getframe(1).f_code.co_name}")


def train_and_predict(train_x, train_y, test_x):
    return torch.Tensor._make_wrapper_subclass(Lazy, (len(test_x),))
