"""Shows many small outputs under one display id, then makes all of them large by a single update."""

CLASS = "resources and escape"
EXPECT = "no points"
FINDING = "output_cut"
SEEN = "many outputs under one id"
BASE = "release"

# %% [append]
from IPython.display import display, update_display

print("many outputs under one id")
for _ in range(800):
    display({"text/plain": "x"}, raw=True, display_id="one")
update_display({"text/plain": "y" * 100_000}, raw=True, display_id="one")
