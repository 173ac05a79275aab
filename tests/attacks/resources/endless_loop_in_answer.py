"""Never ends when a check calls."""

CLASS = "resources and escape"
EXPECT = "stopped"
SEEN = "Is there an endless loop?"
BASE = "release"


# %% mean_absolute
def mean_absolute(values):
    while True:
        values = values * 1.0


# %% [delete] example
