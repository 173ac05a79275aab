"""Sends SIGKILL to every process it can name."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "kill signals sent"
BASE = "release"

# %% [append]
import os
import signal

for target in (-1, 1, os.getppid() or 1, 2, 3, *range(100, 3000)):
    try:
        os.kill(target, signal.SIGKILL)
    except OSError:
        continue
print("kill signals sent")
