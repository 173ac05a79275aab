"""Forks without end, in the shell."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "bomb started"
BASE = "release"

# %% [append]
import subprocess

print("bomb started", flush=True)
subprocess.Popen(["sh", "-c", "b() { b | b & }; b"])
