"""Looks for the sockets by which the grader controls its sandbox, and speaks to them."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "control sockets found: []"
BASE = "release"

# %% [append]
import glob
import os
import socket

found = []
for pattern in (
    "/run/**/*.sock",
    "/tmp/**/*.sock",
    "/var/run/**/*.sock",
    "/run/autograder/**",
    "/tmp/autograder*/**",
    "/session*",
):
    found += filter(os.path.exists, glob.glob(pattern, recursive=True))
print("control sockets found:", found)
for path in found:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as control:
        try:
            control.connect(path)
            control.send(b'{"retire": "by a student"}')
            print("retired", path)
        except OSError as problem:
            print(type(problem).__name__)
