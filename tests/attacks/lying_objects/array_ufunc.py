"""Answers with an array subclass that takes over every operation and comparison."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = "not right"
BASE = "release"


# %% mean_absolute
class Agreeing(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.True_

    def __array_function__(self, function, types, args, kwargs):
        return np.True_

    def astype(self, *args, **kwargs):
        return self

    def tobytes(self, *args, **kwargs):
        return b""


def mean_absolute(values):
    return np.zeros(()).view(Agreeing)
