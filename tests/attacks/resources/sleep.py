"""Sleeps for a day."""

CLASS = "resources and escape"
EXPECT = "stopped"
FINDING = "stopped"
BASE = "release"

# %% [append]
import time

time.sleep(86400)
