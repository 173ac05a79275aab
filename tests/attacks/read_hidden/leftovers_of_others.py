"""Looks for what earlier submissions left: outputs, checkpoints, temporary files, shared memory, caches."""

CLASS = "read hidden material"
EXPECT = "no points"
SEEN = "left by others: []"
BASE = "release"

# %% [prepend]
import os

found = []
for place in (".", "/tmp", "/var/tmp", "/dev/shm", os.path.expanduser("~"), "/run", "/student", "/mnt", "/home"):
    for folder, folders, names in os.walk(place):
        for name in names:
            path = os.path.join(folder, name)
            if "for-you" in name or name.endswith((".pt", ".keras", ".npz", ".ipynb")) or "checkpoint" in name:
                found.append(path)
            elif os.path.isfile(path) and os.path.getsize(path) < 2**20 and os.access(path, os.R_OK):
                with open(path, errors="replace") as file:
                    print(path, file.read(300))
print("left by others:", found)
