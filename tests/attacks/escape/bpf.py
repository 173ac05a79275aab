"""Loads programs into the kernel: bpf, perf events, modules, kexec."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "accepted: 0"
BASE = "release"

# %% [append]
import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
numbers = {"x86_64": (321, 298, 175, 313, 246, 320, 169), "aarch64": (280, 241, 105, 273, 104, 294, 142)}[platform.machine()]
accepted, block = 0, ctypes.create_string_buffer(128)
for number in numbers[:-1]:
    for command in range(8):
        accepted += libc.syscall(number, command, block, 128, -1, 0) >= 0
print("accepted:", accepted, os.strerror(ctypes.get_errno()))
print("reboot:", libc.syscall(numbers[-1], 0xFEE1DEAD, 672274793, 0))
