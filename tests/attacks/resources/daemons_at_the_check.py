"""Starts processes that use all processors when a check calls, to slow down what comes next."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "processes started"
BASE = "release"

# %% mean_absolute
import os


def mean_absolute(values):
    count = 0
    try:
        while count < 8:
            if os.fork() == 0:
                os.setsid()
                while True:
                    pass
            count += 1
    except OSError:
        pass
    raise RuntimeError(f"{count > 0} processes started")


# %% [delete] example
