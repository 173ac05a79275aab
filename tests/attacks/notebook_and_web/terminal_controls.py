"""Prints terminal controls: clears the screen, changes the title, hides text, makes links."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "no points"
SEEN = "controls printed"
BASE = "release"

# %% mean_absolute
CONTROLS = "\x1b[2J\x1b[1;1H\x1b]0;title\x07\x1b]8;;http://attacker.example\x1b\\link\x1b]8;;\x1b\\\x1b[8mhidden\x1b[0m\x9b31m\x85\x00\x08\x7f\r"


def mean_absolute(values):
    raise ValueError(CONTROLS)


# %% [append]
import sys

print(CONTROLS)
print(CONTROLS, file=sys.stderr)
print("controls printed")
