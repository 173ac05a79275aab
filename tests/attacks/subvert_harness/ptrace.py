"""Attaches to other processes as a debugger would."""

CLASS = "subvert the harness"
EXPECT = "no points"
SEEN = ["attach to 1: -1", "attach to 0: -1", "traced by the parent: -1"]
BASE = "release"

# %% [append]
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for pid in (1, os.getppid(), 2):
    for request in (16, 0x4206):
        print(f"attach to {pid}:", libc.ptrace(request, pid, 0, 0), os.strerror(ctypes.get_errno()))
print("traced by the parent:", libc.ptrace(0, 0, 0, 0))
