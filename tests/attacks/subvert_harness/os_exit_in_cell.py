"""Ends its process with status 0 before the checks."""

CLASS = "subvert the harness"
EXPECT = "killed"
FINDING = "kernel_died"
BASE = "release"

# %% [append]
import os

os._exit(0)
