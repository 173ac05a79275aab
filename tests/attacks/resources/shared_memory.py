"""Fills /dev/shm and keeps the memory mapped."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "segments made"
BASE = "release"

# %% [append]
import mmap
import os

made = []
try:
    for number in range(100):
        descriptor = os.open(f"/dev/shm/segment{number}", os.O_CREAT | os.O_RDWR)
        os.posix_fallocate(descriptor, 0, 4 * 2**20)
        made.append(mmap.mmap(descriptor, 4 * 2**20))
except OSError as problem:
    print(type(problem).__name__, len(made), "segments made")
