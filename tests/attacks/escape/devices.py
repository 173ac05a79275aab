"""Opens and makes device files: memory, disks, consoles, terminals of others."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = ["devices opened: []", "made: 0"]
BASE = "release"

# %% [append]
import glob
import os

harmless = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/ptmx"}
opened = []
for path in glob.glob("/dev/**", recursive=True):
    if (
        path not in harmless
        and not path.startswith(("/dev/pts", "/dev/shm", "/dev/fd", "/dev/std"))
        and os.path.isfile(path)
        or "kmsg" in path
    ):
        try:
            os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
            opened.append(path)
        except OSError:
            continue
print("devices opened:", opened)
made = 0
for number, (major, minor) in enumerate([(1, 1), (8, 0), (254, 0), (253, 0), (5, 1)]):
    for kind in (0o020000, 0o060000):
        try:
            os.mknod(f"device{number}", kind | 0o666, os.makedev(major, minor))
            made += 1
        except OSError:
            continue
print("made:", made)
