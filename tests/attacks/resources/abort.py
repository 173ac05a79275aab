"""Aborts its process."""

CLASS = "resources and escape"
EXPECT = "killed"
FINDING = "kernel_died"
BASE = "release"

# %% [append]
import os

os.abort()
