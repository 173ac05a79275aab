"""Prints its own environment and looks for tokens, addresses and paths of the grader."""

CLASS = "read hidden material"
EXPECT = "no points"
SEEN = "HOME=/student"
BASE = "release"

# %% [prepend]
import os
import sys

for name, value in sorted(os.environ.items()):
    print(f"{name}={value}")
print("seed still there:", "AUTOGRADER_SEED" in os.environ)
print(sys.argv, sys.path, sys.orig_argv)
