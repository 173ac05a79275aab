"""Uses the kernel's key rings, which outlive processes and ignore namespaces."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = ["add_key: -1", "keyctl: -1", "request_key: -1"]
BASE = "release"

# %% [append]
import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
numbers = {"x86_64": (248, 250, 249), "aarch64": (217, 219, 218)}[platform.machine()]
for name, number, arguments in zip(
    ("add_key", "keyctl", "request_key"),
    numbers,
    ((b"user", b"answers", b"secret", 6, -4), (0, -4, 1), (b"user", b"answers", None, -4)),
):
    print(f"{name}:", libc.syscall(number, *arguments), os.strerror(ctypes.get_errno()))
