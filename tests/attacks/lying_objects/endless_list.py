"""Answers with a list subclass whose iteration never ends."""

CLASS = "lying objects"
EXPECT = "stopped"
SEEN = "Is there an endless loop?"
BASE = "release"


# %% mean_absolute
class Endless(list):
    def __iter__(self):
        yield 1.0
        while True:
            pass


def mean_absolute(values):
    return Endless()
