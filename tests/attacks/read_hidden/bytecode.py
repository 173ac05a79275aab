"""Looks for compiled copies of checks and reference, on disk and in the import system's caches."""

CLASS = "read hidden material"
EXPECT = "no points"
SEEN = "compiled files of interest: []"
BASE = "release"

# %% [prepend]
import os
import sys

skipped = ("/proc", "/sys", "/usr", "/lib", sys.prefix, sys.base_prefix)
found = []
for folder, folders, names in os.walk("/"):
    folders[:] = [name for name in folders if not os.path.join(folder, name).startswith(skipped)]
    found += [os.path.join(folder, name) for name in names if name.endswith(".pyc")]
print("compiled files of interest:", found)
for path in found:
    with open(path, "rb") as file:
        print(path, file.read()[:4000])
print(sys.pycache_prefix, os.environ.get("PYTHONPYCACHEPREFIX"))
