"""Prints one line of a quarter of a million characters, for which a careless pattern search takes minutes."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "after the long line"
BASE = "release"

# %% [append]
print("x" * 120_000 + "\b" * 120_000)

# %% [append]
print("after the long line")
