"""Deletes, moves and retypes cells until little of the handout is left."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "no points"
FINDING = "missing_cell"
SEEN = "put back in order"
BASE = "release"

# %% [delete] mean_absolute

# %% [delete] imports

# %% [retype] softmax

# %% [move-after] why example
