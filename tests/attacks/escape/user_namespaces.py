"""Makes namespaces of its own, in which it would be root."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = ["unshare: refused 8 of 8", "clone: refused 8 of 8", "clone3: -1", "program: refused"]
BASE = "release"

# %% [append]
import ctypes
import os
import platform
import subprocess

libc = ctypes.CDLL(None, use_errno=True)
flags = [0x10000000, 0x00020000, 0x20000000, 0x40000000, 0x08000000, 0x04000000, 0x02000000, 0x00000080]
print("unshare: refused", sum(libc.unshare(flag) == -1 for flag in flags), "of 8")
clone = {"x86_64": 56, "aarch64": 220}[platform.machine()]
refused = 0
for flag in flags:
    child = libc.syscall(clone, flag | 17, 0, 0, 0, 0)
    if child == 0:
        os._exit(0)
    refused += child == -1
print("clone: refused", refused, "of 8")
print("clone3:", libc.syscall(435, ctypes.create_string_buffer(88), 88), os.strerror(ctypes.get_errno()))
done = subprocess.run(["unshare", "--user", "--map-root-user", "id"], capture_output=True, text=True)
print("program:", "refused" if done.returncode else done.stdout)
