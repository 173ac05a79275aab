"""Rewrites locked cells, to import something else and to leave out the visible examples."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "no points"
FINDING = "locked_cell_changed"
BASE = "release"

# %% [edit-locked] imports
import sys

sys.modules["numpy"] = None
print("a changed locked cell ran")

# %% [edit-locked] example
pass

# %% [edit-locked] figure
print("10 of 10")
