"""Opens files until no more can be opened, and keeps them open while checks call."""

CLASS = "resources and escape"
EXPECT = "no points"
FINDING = "cell_error"
BASE = "release"

# %% [append]
import os

while True:
    os.open("/dev/null", os.O_RDONLY)
