"""Looks for other students' submissions and results, and for the processes that grade them."""

CLASS = "read hidden material"
EXPECT = "no points"
SEEN = "names of others: []"
BASE = "release"
CONTROL = True

# %% [prepend]
import glob
import os
import re

names = []
for root in ("/tmp/*/course", "/proc/1/root/tmp/*/course", "/run/autograder/*/sessions", "../..", "/course"):
    names += glob.glob(f"{root}/submitted/*") + glob.glob(f"{root}/results/*") + glob.glob(f"{root}/autograded/*")
print("names of others:", names)
for name in names:
    for path in glob.glob(f"{name}/**", recursive=True):
        if os.path.isfile(path):
            with open(path, "rb") as file:
                print(path, re.findall(rb"canary[0-9a-f]{24}", file.read()))
