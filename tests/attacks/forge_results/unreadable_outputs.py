"""Takes all rights away from its folders and files, so that nobody can write, read or remove anything there."""

CLASS = "forge results"
EXPECT = "no points"
SEEN = "mode of the work folder: 0o0"
BASE = "release"

# %% [append]
import os

with open("results.json", "w") as file:
    file.write('{"score": 10}')
os.chmod("results.json", 0o6777)
os.makedirs("deep/" * 50)
for folder in ("deep", os.getcwd(), os.path.expanduser("~"), "/tmp", "/dev/shm"):
    try:
        os.chmod(folder, 0)
    except OSError as problem:
        print(folder, type(problem).__name__)
print("mode of the work folder:", oct(os.stat("/student/work").st_mode & 0o777) if os.access("/student", os.X_OK) else "0o0")
