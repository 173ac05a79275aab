"""Types into the terminal of whoever started the grader."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = ["controlling terminal: False", "typed: 0"]
BASE = "release"

# %% [append]
import fcntl
import glob
import os

typed = 0
try:
    os.close(os.open("/dev/tty", os.O_RDWR))
    print("controlling terminal: True")
except OSError:
    print("controlling terminal: False")
for path in ["/dev/console", "/dev/tty", *glob.glob("/dev/tty*"), *glob.glob("/dev/pts/*")]:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        continue
    for request in (0x5412, 0x541C, 0x100005412):
        try:
            fcntl.ioctl(descriptor, request & 0xFFFFFFFF, b"x")
            typed += 1
        except OSError:
            continue
    os.close(descriptor)
print("typed:", typed)
