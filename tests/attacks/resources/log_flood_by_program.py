"""Has a program write to the standard output without end."""

CLASS = "resources and escape"
EXPECT = "stopped"
FINDING = "stopped"
BASE = "release"

# %% [append]
import subprocess

subprocess.run(["yes", "flood"])
