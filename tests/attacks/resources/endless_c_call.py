"""Computes for hours inside one call that Python cannot interrupt."""

CLASS = "resources and escape"
EXPECT = "stopped"
FINDING = "stopped"
BASE = "release"

# %% [append]
sum(range(10**13))
