"""Writes files until the disk is full, one of them as large as it gets."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = ["one file: OSError", "all files: OSError", "below 30 MiB: True"]
BASE = "release"

# %% [append]
import glob
import os

try:
    with open("large", "wb") as file:
        while True:
            file.write(bytes(2**20))
except OSError:
    print("one file: OSError")
try:
    for number in range(1000):
        with open(f"/tmp/{number}", "wb") as file:
            file.write(bytes(2**20))
except OSError:
    print("all files: OSError")
print("below 30 MiB:", sum(os.path.getsize(p) for p in glob.glob("/tmp/*") + glob.glob("*")) < 30 * 2**20)
