"""Stops its own process and all others with SIGSTOP."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "stop signals sent"
BASE = "release"

# %% [append]
import os
import signal

print("stop signals sent")
for target in (-1, 0, 1, os.getpid()):
    try:
        os.kill(target, signal.SIGSTOP)
    except OSError as problem:
        print(type(problem).__name__)
