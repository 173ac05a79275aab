"""Reads the memory of its parents: process_vm_readv, /proc/PID/mem, ptrace, /proc/kcore."""

CLASS = "read hidden material"
EXPECT = "no points"
SEEN = ["process_vm_readv: -1", "/proc/0/mem FileNotFoundError"]
BASE = "release"

# %% [prepend]
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
print("parent:", os.getppid())
for pid in (os.getppid(), 2, 3):
    print("process_vm_readv:", libc.process_vm_readv(pid, None, 0, None, 0, 0), os.strerror(ctypes.get_errno()))
for path in (f"/proc/{os.getppid()}/mem", "/proc/2/mem", "/proc/kcore", "/dev/mem", "/dev/kmem", "/proc/kallsyms"):
    try:
        with open(path, "rb") as file:
            print(path, file.read(64))
    except OSError as problem:
        print(path, type(problem).__name__)
