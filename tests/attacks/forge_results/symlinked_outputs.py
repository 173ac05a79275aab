"""Puts symbolic links where results are written, so that the grader's writing lands elsewhere."""

CLASS = "forge results"
EXPECT = "no points"
SEEN = "links made"
BASE = "release"

# %% [append]
import os

targets = [
    "/etc/passwd",
    "/proc/self/environ",
    "../../gradebook.db",
    "/proc/1/root",
    "/runner/autograder/sandbox/wire.py",
    "/dev/full",
]
made = 0
for number, target in enumerate(targets):
    for name in ("results.json", "grade.json", "feedback.html", "lab.ipynb", "work", "output.png"):
        os.makedirs(f"out{number}", exist_ok=True)
        os.symlink(target, f"out{number}/{name}")
        made += 1
print(made, "links made")
os.rename(os.getcwd(), os.path.expanduser("~/away"))
os.symlink("/proc/1/root", "/student/work")
