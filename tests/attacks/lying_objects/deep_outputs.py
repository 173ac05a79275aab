"""Shows data nested so deeply that those who copy or store it run out of stack."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = "deep outputs follow"
BASE = "release"

# %% [append]
from IPython.display import display

print("deep outputs follow")
for depth in (60, 120, 180, 240, 300, 360, 420, 480):
    deep = 1
    for _ in range(depth):
        deep = [deep]
    display({"application/json": deep, "text/plain": "x"}, raw=True, metadata={"application/json": {"deep": deep}})

# %% [append]
deep = 1
for _ in range(900):
    deep = [deep]
display({"application/json": deep}, raw=True)
