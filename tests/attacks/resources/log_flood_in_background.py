"""Prints from a thread without end, while checks call."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "flood begins"
BASE = "release"

# %% [append]
import threading


def flood():
    while True:
        print("flood " * 1000, flush=True)


print("flood begins")
threading.Thread(target=flood, daemon=True).start()
