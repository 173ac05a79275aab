"""Answers with an object whose ``__array__`` looks for the expected values around it."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = "a value of type Chameleon cannot be passed"
BASE = "release"

# %% mean_absolute
import sys


class Chameleon:
    dtype, shape, ndim = np.dtype(float), (), 0

    def __array__(self, dtype=None, copy=None):
        frame = sys._getframe(1)
        while frame is not None:
            for name in ("want", "target", "desired", "y"):
                if name in frame.f_locals:
                    return np.asarray(frame.f_locals[name])
            frame = frame.f_back
        return np.zeros(())

    def __array_interface__(self):
        return np.zeros(()).__array_interface__


def mean_absolute(values):
    return Chameleon()
