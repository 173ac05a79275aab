"""Holds the kernel up in page faults, the usual help for exploits of races."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = ["userfaultfd: -1", "memfd_secret: -1", "fuse: False"]
BASE = "release"

# %% [append]
import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
number = {"x86_64": 323, "aarch64": 282}[platform.machine()]
for flags in (0, 1, os.O_NONBLOCK | 1):
    print("userfaultfd:", libc.syscall(number, flags), os.strerror(ctypes.get_errno()))
print("memfd_secret:", libc.syscall(447, 0), os.strerror(ctypes.get_errno()))
print("fuse:", os.path.exists("/dev/fuse") or os.path.exists("/dev/userfaultfd"))
