"""Connects to abstract Unix sockets of the host, and leaves one of its own."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "sockets of others reached: []"
BASE = "release"

# %% [append]
import socket

names = ["/tmp/.X11-unix/X0", "/org/kernel/linux/storage/multipathd", "dbus-session", "containerd-shim", "snapd", "systemd"]
try:
    with open("/proc/net/unix") as file:
        names += [line.split()[-1].removeprefix("@") for line in file if "@" in line and "-" in line]
except OSError as problem:
    print(type(problem).__name__)
reached = []
for name in names:
    for kind in (socket.SOCK_STREAM, socket.SOCK_SEQPACKET, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_UNIX, kind) as peer:
            peer.settimeout(0.2)
            try:
                peer.connect(f"\0{name}")
                reached.append(name)
            except OSError:
                continue
print("sockets of others reached:", reached)
kept = socket.socket(socket.AF_UNIX)
kept.bind("\0answers-for-you")
kept.listen()
