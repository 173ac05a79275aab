"""Waits for a lock that it holds itself."""

CLASS = "resources and escape"
EXPECT = "stopped"
FINDING = "stopped"
BASE = "release"

# %% [append]
import threading

lock = threading.Lock()
lock.acquire()
lock.acquire()
