"""Makes files whose names are scripts, options, line breaks and terminal controls."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "no points"
SEEN = "odd files made"
BASE = "release"

# %% [append]
import os

names = [
    "<img src=x onerror=alert(1)>",
    "-rf",
    "--help",
    "a\nb",
    "\x1b[2J",
    "$(touch x)",
    "`id`",
    "x;y",
    "\u202egnp.x",
    "é" * 100,
    "con",
    "*",
]
for name in names:
    with open(name.encode(), "w") as file:
        file.write("x")
with open(b"\xff\xfe", "w") as file:
    file.write("x")
print("odd files made", len(os.listdir(b".")))
import subprocess

print(subprocess.run(["ls", "-b"], capture_output=True, text=True).stdout)
