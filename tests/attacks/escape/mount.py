"""Mounts file systems, and makes read-only ones writable."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "mounts made: 0"
BASE = "release"

# %% [append]
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
os.makedirs("place", exist_ok=True)
made = 0
for source, target, kind, flags in (
    (b"x", b"place", b"tmpfs", 0),
    (b"x", b"place", b"proc", 0),
    (b"x", b"place", b"sysfs", 0),
    (b"/", b"place", b"", 0x1000),
    (b"none", b"/", b"", 0x20),
    (b"none", b"/usr", b"", 0x20 | 0x1000),
    (b"x", b"place", b"overlay", 0),
    (b"/dev/vda", b"place", b"ext4", 0),
):
    made += libc.mount(source, target, kind, flags, b"") == 0
made += libc.umount2(b"/proc", 2) == 0
made += libc.umount2(b"/student/work", 2) == 0
for number in (428, 429, 430, 431, 432, 433, 442):
    made += libc.syscall(number, b"tmpfs", 0, 0, 0, 0) >= 0
print("mounts made:", made, os.strerror(ctypes.get_errno()))
