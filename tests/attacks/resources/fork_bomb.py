"""Forks without end, in Python."""

CLASS = "resources and escape"
EXPECT = "stopped"
FINDING = "stopped"
BASE = "release"

# %% [append]
import os

while True:
    try:
        os.fork()
    except OSError:
        continue
