"""Takes back what isolates it: dumpable, securebits, the system call filter, the death signal."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = ["no_new_privs: 1", "filter: 2", "undone: 0"]
BASE = "release"

# %% [append]
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
undone = 0
for option, value in ((4, 1), (38, 0), (28, 0), (22, 0), (8, 1), (0x59616D61, -1), (47, 2), (24, 0), (36, 1), (35, 1)):
    undone += libc.prctl(option, value, 0, 0, 0) == 0
print("undone:", undone)
with open("/proc/self/status") as file:
    status = dict(line.rstrip("\n").split(":\t", 1) for line in file)
print("no_new_privs:", status["NoNewPrivs"])
print("filter:", status["Seccomp"])
