"""Changes programs, libraries and the runner's files for those who come after."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "places written: []"
BASE = "release"

# %% [append]
import os
import sys

written = []
places = [
    "/",
    "/usr/bin",
    "/usr/lib",
    "/etc",
    "/runner",
    "/runner/autograder/sandbox",
    "/dev",
    "/mnt",
    "/var",
    "/run",
    "/sys",
    "/proc",
]
places += [
    sys.prefix,
    sys.base_prefix,
    os.path.dirname(sys.executable),
    os.path.dirname(os.__file__),
    os.path.dirname(np.__file__),
]
for place in places:
    for act in (
        lambda p: os.close(os.open(f"{p}/planted", os.O_CREAT | os.O_WRONLY)),
        lambda p: os.symlink("/etc/passwd", f"{p}/planted-link"),
        lambda p: os.chmod(p, 0o777),
        lambda p: os.rename(p, f"{p}-moved"),
    ):
        try:
            act(place)
            written.append(place)
        except OSError:
            continue
for path in (os.__file__, sys.executable, "/usr/bin/env", "/runner/autograder/sandbox/wire.py", np.__file__):
    try:
        with open(path, "ab") as file:
            file.write(b"#")
        written.append(path)
    except OSError:
        continue
print("places written:", written)
