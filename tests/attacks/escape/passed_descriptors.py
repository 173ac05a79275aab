"""Sends open folders over every socket it has, and waits for descriptors to come back."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "descriptors received: 0"
BASE = "release"

# %% [append]
import os
import socket

root, received = os.open("/", os.O_RDONLY), 0
for number in range(3, 200):
    try:
        if not os.readlink(f"/proc/self/fd/{number}").startswith("socket:"):
            continue
        with socket.socket(fileno=os.dup(number)) as peer:
            if peer.family == socket.AF_UNIX and peer.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) == 0:
                _, ancillary, _, _ = peer.recvmsg(1, 1000, socket.MSG_PEEK | socket.MSG_DONTWAIT)
                received += len(ancillary)
    except OSError:
        continue
print("descriptors received:", received)
