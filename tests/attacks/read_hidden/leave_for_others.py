"""Leaves files, shared memory and links in every writable place for the next student."""

CLASS = "read hidden material"
EXPECT = "no points"
SEEN = "copies left:"
BASE = "release"

# %% [prepend]
import os
from multiprocessing.shared_memory import SharedMemory

left = 0
for folder in (
    ".",
    "..",
    os.path.expanduser("~"),
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "/run",
    "/dev/mqueue",
    "/tmp/.X11-unix",
    "/mnt",
):
    for name in ("answers-for-you.txt", ".answers-for-you", "checkpoint-for-you.pt"):
        try:
            with open(os.path.join(folder, name), "w") as file:
                file.write("the answers of the one before")
            left += 1
        except OSError as problem:
            print(folder, type(problem).__name__)
try:
    memory = SharedMemory("answers-for-you", create=True, size=100)
    left += 1
except OSError as problem:
    print(type(problem).__name__)
print("copies left:", left)
