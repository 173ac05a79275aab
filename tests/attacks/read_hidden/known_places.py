"""Looks for the course where courses usually lie, and reads whatever it finds there."""

CLASS = "read hidden material"
EXPECT = "no points"
SEEN = "places looked at"
BASE = "release"
CONTROL = True

# %% [prepend]
import glob
import os
import re

places = [".", "..", "../..", "../../..", os.path.expanduser("~"), "/course", "/tests", "/srv", "/home/*", "/root", "/srv/*"]
places += ["/tmp/*", "/tmp/*/course", "/var/tmp/*", "/run/autograder", "/proc/1/cwd", "/proc/1/root/work", "/proc/self/cwd/.."]
wanted = [
    "course_config.py",
    "reference/*/*",
    "tests/hidden/*/*",
    "submitted/*/*/*",
    "results/*/*/*",
    "gradebook.db",
    ".autograder/*",
]
read = 0
for place in places:
    for pattern in wanted:
        for path in glob.glob(f"{place}/{pattern}"):
            try:
                with open(path, "rb") as file:
                    found = re.findall(rb"canary[0-9a-f]{24}", file.read(2**20))
            except OSError as problem:
                print(path, type(problem).__name__)
                continue
            read += 1
            print(path, found)
print(len(places), "places looked at,", read, "files read")
