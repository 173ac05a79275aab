"""Does file and network operations through io_uring, past system call filters."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = ["io_uring_setup: -1", "io_setup: -1"]
BASE = "release"

# %% [append]
import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
print("io_uring_setup:", libc.syscall(425, 8, ctypes.create_string_buffer(120)), os.strerror(ctypes.get_errno()))
print("io_uring_enter:", libc.syscall(426, 0, 1, 1, 0, None), os.strerror(ctypes.get_errno()))
number = {"x86_64": 206, "aarch64": 0}[platform.machine()]
print("io_setup:", libc.syscall(number, 8, ctypes.byref(ctypes.c_void_p())), os.strerror(ctypes.get_errno()))
