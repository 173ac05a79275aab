"""Opens files by handle instead of by name, as in known escapes from containers."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = ["name_to_handle_at: -1", "open_by_handle_at: -1"]
BASE = "release"

# %% [append]
import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
first, second = {"x86_64": (303, 304), "aarch64": (264, 265)}[platform.machine()]
handle = ctypes.create_string_buffer((128).to_bytes(4, "little") + bytes(200))
mount = ctypes.c_int()
print("name_to_handle_at:", libc.syscall(first, -100, b"/usr", handle, ctypes.byref(mount), 0), os.strerror(ctypes.get_errno()))
root = os.open("/", os.O_RDONLY)
inode_two = (8).to_bytes(4, "little") + (1).to_bytes(4, "little") + (2).to_bytes(8, "little")
print("open_by_handle_at:", libc.syscall(second, root, inode_two, 0), os.strerror(ctypes.get_errno()))
