"""Crashes its process by reading address zero."""

CLASS = "resources and escape"
EXPECT = "killed"
FINDING = "kernel_died"
BASE = "release"

# %% [append]
import ctypes

ctypes.string_at(0)
