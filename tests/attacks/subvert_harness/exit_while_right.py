"""Answers rightly, but a thread ends the process in between, to have checks repeated or left out."""

CLASS = "subvert the harness"
EXPECT = "harmless"
FINDING = "kernel_died"

# %% [append]
import os

os.kill(os.getpid(), 11)
os._exit(7)
