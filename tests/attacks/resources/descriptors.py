"""Opens files, pipes and sockets until no more can be opened."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "too many: True"
BASE = "release"

# %% [append]
import os
import socket

kept = []
try:
    while len(kept) < 100_000:
        kept += [*os.pipe(), *socket.socketpair()]
except OSError as problem:
    count = len(kept)
    for thing in kept:
        thing.close() if isinstance(thing, socket.socket) else os.close(thing)
    print("too many:", count < 1000, type(problem).__name__)
