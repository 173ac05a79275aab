"""Makes empty files and folders without end."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "True files made"
BASE = "release"

# %% [append]
import os
import time

made, end = 0, time.monotonic() + 1.5
try:
    while time.monotonic() < end:
        os.close(os.open(f"/tmp/{made}", os.O_CREAT))
        made += 1
except OSError as problem:
    print(type(problem).__name__)
print(made > 100, "files made")
