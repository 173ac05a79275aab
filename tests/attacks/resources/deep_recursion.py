"""Recurses until the stack of its process overflows."""

CLASS = "resources and escape"
EXPECT = "killed"
FINDING = "kernel_died"
BASE = "release"

# %% [append]
import sys

sys.setrecursionlimit(10**9)


class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "x") if len(name) < 10**9 else None


def deep(thing):
    return deep(sorted([thing], key=lambda x: deep(x)))


deep(1)
