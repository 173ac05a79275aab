"""Answers with objects that claim to be arrays, tensors and numbers by ``__class__``."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = "mean_absolute"
BASE = "release"


# %% mean_absolute
class Claims:
    def __init__(self, kind):
        object.__setattr__(self, "kind", kind)

    @property
    def __class__(self):
        return object.__getattribute__(self, "kind")

    def __getattr__(self, name):
        return lambda *args, **kwargs: self


kinds = iter([np.ndarray, torch.Tensor, float, dict, str] * 9)


def mean_absolute(values):
    return Claims(next(kinds))


# %% softmax
def softmax(scores):
    return Claims(dict)
