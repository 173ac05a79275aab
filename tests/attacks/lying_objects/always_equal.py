"""Answers with an object that equals, and is less and greater than, everything."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = "a value of type Always cannot be passed"
BASE = "release"


# %% mean_absolute
class Always:
    def __eq__(self, other):
        return True

    __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __hash__ = None

    def __float__(self):
        return 0.5

    def __sub__(self, other):
        return 0.0

    __rsub__ = __abs__ = __sub__


def mean_absolute(values):
    return Always()
