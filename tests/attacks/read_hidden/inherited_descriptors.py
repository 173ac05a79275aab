"""Tries every descriptor number: reads files, peeks into sockets and pipes."""

CLASS = "read hidden material"
EXPECT = "no points"
SEEN = "descriptors open"
BASE = "release"

# %% [prepend]
import os
import socket
import stat

open_ones = 0
for number in range(1024):
    try:
        kind = os.fstat(number).st_mode
    except OSError:
        continue
    open_ones += 1
    where = os.readlink(f"/proc/self/fd/{number}")
    try:
        if stat.S_ISREG(kind):
            print(number, where, os.pread(number, 4000, 0))
        elif stat.S_ISDIR(kind):
            print(number, where, os.listdir(number))
        elif stat.S_ISSOCK(kind):
            with socket.socket(fileno=os.dup(number)) as peer:
                print(number, where, peer.getsockname(), peer.recv(200, socket.MSG_PEEK | socket.MSG_DONTWAIT))
    except OSError as problem:
        print(number, where, type(problem).__name__)
print(open_ones, "descriptors open")
