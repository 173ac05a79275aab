"""Configures the network over netlink, and reads what the kernel tells there."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "netlink protocols that open: []"
BASE = "release"

# %% [append]
import socket
import subprocess

opened = []
for protocol in range(23):
    try:
        socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol).close()
        opened.append(protocol)
    except OSError:
        continue
print("netlink protocols that open:", opened)
print([name for _, name in socket.if_nameindex()] if not hasattr(socket, "x") and opened else "no interfaces asked")
for command in (["ip", "link"], ["ip", "addr", "add", "10.0.0.1/8", "dev", "lo"]):
    try:
        print(subprocess.run(command, capture_output=True, text=True, timeout=1).stderr)
    except OSError as problem:
        print(type(problem).__name__)
