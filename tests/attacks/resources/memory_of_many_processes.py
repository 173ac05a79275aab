"""Allocates memory in many processes, each below the limit of one."""

CLASS = "resources and escape"
EXPECT = "killed"
FINDING = "kernel_died"
BASE = "release"

# %% [append]
import os
import time

for _ in range(8):
    if os.fork() == 0:
        taken = b"x" * (200 * 2**20)
        time.sleep(60)
time.sleep(60)
