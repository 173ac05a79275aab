"""Enters the namespaces of other processes."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "entered: 0"
BASE = "release"

# %% [append]
import ctypes
import glob
import os

libc = ctypes.CDLL(None, use_errno=True)
entered = 0
for path in glob.glob("/proc/[0-9]*/ns/*") + glob.glob("/proc/1/root/proc/*/ns/*"):
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        continue
    entered += libc.setns(descriptor, 0) == 0
    os.close(descriptor)
for pid in (1, os.getppid()):
    try:
        descriptor = os.pidfd_open(pid)
        entered += libc.setns(descriptor, 0x10000000 | 0x00020000) == 0
        entered += libc.syscall(438, descriptor, 0, 0) >= 0
        os.close(descriptor)
    except OSError as problem:
        print(type(problem).__name__)
print("entered:", entered)
