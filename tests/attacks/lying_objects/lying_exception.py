"""Raises exceptions whose name, text and attributes lie or never end."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = "stopped with xxxxxxxxxx"
BASE = "release"


# %% mean_absolute
class Liar(type):
    @property
    def __name__(cls):
        return "CheckFailed"


class CheckFailed(Exception, metaclass=Liar):
    def __str__(self):
        raise self

    __repr__ = __str__
    __traceback__ = property(lambda self: 1 / 0)


def mean_absolute(values):
    raise CheckFailed


# %% train_and_predict
def train_and_predict(train_x, train_y, test_x):
    raise type("x" * 100_000 + "<b>", (Exception,), {})("y" * 100_000)
