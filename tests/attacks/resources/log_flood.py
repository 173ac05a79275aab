"""Prints without end."""

CLASS = "resources and escape"
EXPECT = "stopped"
FINDING = "stopped"
BASE = "release"

# %% [append]
while True:
    print("flood " * 100)
