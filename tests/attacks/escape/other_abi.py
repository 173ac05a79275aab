"""Makes system calls by numbers of the x32 interface, which a filter may have forgotten."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "x32 calls that worked: 0"
BASE = "release"

# %% [append]
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
worked = 0
for number, arguments in ((272, (0x10000000,)), (165, (b"x", b"/tmp", b"tmpfs", 0, 0)), (515, (0, 0)), (39, ())):
    child = os.fork()
    if child == 0:
        os._exit(libc.syscall(0x40000000 | number, *arguments) >= 0)
    worked += os.waitpid(child, 0)[1] == 256
print("x32 calls that worked:", worked)
