"""Never ends."""

CLASS = "resources and escape"
EXPECT = "stopped"
FINDING = "stopped"
SEEN = "while True:"
BASE = "release"

# %% [append]
while True:
    pass
