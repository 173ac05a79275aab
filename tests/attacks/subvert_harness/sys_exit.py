"""Leaves by sys.exit with status 0, in a cell and in an answer."""

CLASS = "subvert the harness"
EXPECT = "no points"
SEEN = "SystemExit"
BASE = "release"

# %% mean_absolute
import sys


def mean_absolute(values):
    sys.exit(0)


# %% [append]
sys.exit(0)
