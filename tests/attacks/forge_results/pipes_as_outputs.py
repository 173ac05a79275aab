"""Puts pipes where results are written, so that the grader waits for a reader for ever."""

CLASS = "forge results"
EXPECT = "no points"
SEEN = "pipes tried: 16"
BASE = "release"

# %% [append]
import os
import subprocess

tried = 0
for name in ("results.json", "grade.json", "feedback.html", "lab.ipynb", "core", "history.sqlite", "kernel.json", "junit.xml"):
    for folder in (".", os.path.expanduser("~")):
        path = os.path.join(folder, name)
        try:
            os.mkfifo(path, 0o666)
        except OSError as problem:
            print(path, type(problem).__name__, subprocess.run(["mkfifo", path], capture_output=True).returncode)
        tried += 1
print("pipes tried:", tried)
