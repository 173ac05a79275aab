"""Starts a daemon that leaves its session, ignores signals and hides its name."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "daemon started"
BASE = "release"

# %% [append]
import os
import signal
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in signal.valid_signals():
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                continue
        os.closerange(0, 1024)
        while True:
            time.sleep(0.05)
            open("/tmp/alive", "a").close()
    os._exit(0)
print("daemon started")
