"""Leaves its root folder by chroot, pivot_root, open descriptors and /proc links."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = ["chroot: PermissionError or OSError", "pivot_root: -1", "foreign files: []"]
BASE = "release"

# %% [append]
import ctypes
import os
import platform

os.makedirs("jail", exist_ok=True)
root = os.open("/", os.O_RDONLY)
try:
    os.chroot("jail")
    print("chroot: done")
except OSError:
    print("chroot: PermissionError or OSError")
libc = ctypes.CDLL(None, use_errno=True)
number = {"x86_64": 155, "aarch64": 41}[platform.machine()]
print("pivot_root:", libc.syscall(number, b".", b"jail"), os.strerror(ctypes.get_errno()))
os.fchdir(root)
for _ in range(30):
    os.chdir("..")
places = ("/proc/1/root", "/proc/self/root/..", "/proc/1/cwd/../../..", ".", "/oldroot", "/newroot", "/proc/self/fd/3/..")
names = ("etc/shadow", "etc/hostname", "etc/ssh", "var/log", "boot", "root/.bashrc", "root/.profile", "course_config.py")
print("foreign files:", [f"{place}/{name}" for place in places for name in names if os.path.exists(f"{place}/{name}")])
