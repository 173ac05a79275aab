"""Makes 32-bit system calls from machine code of its own, which a filter may have forgotten."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "32-bit calls that worked: 0"
BASE = "release"

# %% [append]
import ctypes
import mmap
import os

worked = 0
for code in ("b836010000bb00000010cd80c3", "b814000000cd80c3"):  # unshare(CLONE_NEWUSER), getpid() by int 0x80
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(bytes.fromhex(code))
    call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
    child = os.fork()
    if child == 0:
        os._exit(call() >= 0)
    worked += os.waitpid(child, 0)[1] == 256
print("32-bit calls that worked:", worked)
