"""Reads every open file of every process it can see."""

CLASS = "read hidden material"
EXPECT = "no points"
SEEN = "processes seen: ['1']"
BASE = "release"

# %% [prepend]
import glob
import os

print("processes seen:", [name for name in os.listdir("/proc") if name.isdigit()])
for path in glob.glob("/proc/[0-9]*/fd/*") + glob.glob("/proc/[0-9]*/map_files/*"):
    try:
        target = os.readlink(path)
        print(path, target)
        if not target.startswith(("socket:", "pipe:", "anon_inode:", "/dev/null", "/proc/")):
            with open(path, "rb") as file:
                print(file.read(4000))
    except OSError as problem:
        print(path, type(problem).__name__)
