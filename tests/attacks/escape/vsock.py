"""Talks to the machine's hypervisor over a vsock, and tries every other kind of socket."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "families that open: [1]"
BASE = "release"

# %% [append]
import socket

opened = []
for family in range(64):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        try:
            socket.socket(family, kind).close()
            opened.append(family)
        except OSError:
            continue
print("families that open:", sorted(set(opened)))
try:
    with socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM) as host:
        host.connect((2, 1024))
except OSError as problem:
    print(type(problem).__name__)
