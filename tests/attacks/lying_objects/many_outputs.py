"""Shows two thousand outputs."""

CLASS = "lying objects"
EXPECT = "no points"
FINDING = "output_cut"
BASE = "release"

# %% [append]
from IPython.display import display

for number in range(2_000):
    display({"text/plain": f"output {number} " + "x" * 200}, raw=True)
