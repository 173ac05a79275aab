"""Starts threads without end."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "can't start new thread"
BASE = "release"

# %% [append]
import threading
import time

while True:
    threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
