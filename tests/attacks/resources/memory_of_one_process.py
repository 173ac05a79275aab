"""Allocates memory until there is none."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "taking memory"
BASE = "release"

# %% [append]
print("taking memory", flush=True)
taken = []
while True:
    taken.append(bytearray(32 * 2**20))
