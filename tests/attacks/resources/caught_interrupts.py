"""Catches the exception by which it is interrupted, again and again."""

CLASS = "resources and escape"
EXPECT = "stopped"
FINDING = "stopped"
BASE = "release"

# %% [append]
while True:
    try:
        while True:
            pass
    except BaseException:
        continue
