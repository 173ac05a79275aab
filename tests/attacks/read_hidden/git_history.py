"""Reads the course's history with git: files that are deleted now."""

CLASS = "read hidden material"
EXPECT = "no points"
SEEN = "repositories:"
BASE = "release"
CONTROL = True

# %% [prepend]
import glob
import os
import subprocess

places = {
    os.path.dirname(path)
    for pattern in ("./.git", "../.git", "../../.git", "/tmp/*/course/.git", "/srv/*/.git", "/.git")
    for path in glob.glob(pattern)
}
print("repositories:", sorted(places))
for place in sorted(places):
    command = ["git", "-C", place, "-c", "safe.directory=*", "log", "-p", "--all", "-n", "3", "--", "answers.txt"]
    print(subprocess.run(command, capture_output=True, text=True, timeout=2).stdout)
for variable in ("GIT_DIR", "GIT_WORK_TREE", "GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
    print(variable, os.environ.get(variable))
