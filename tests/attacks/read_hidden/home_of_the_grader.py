"""Reads passwords, keys and configuration in homes: those it knows, and those of all users."""

CLASS = "read hidden material"
EXPECT = "no points"
SEEN = "homes tried"
BASE = "release"
CONTROL = True

# %% [prepend]
import glob
import os
import pwd

homes = {entry.pw_dir for entry in pwd.getpwall()} | {
    os.path.expanduser("~"),
    "/root",
    *glob.glob("/home/*"),
    *glob.glob("/tmp/*/home"),
}
for home in sorted(homes):
    for name in (
        ".netrc",
        ".ssh/id_rsa",
        ".ssh/id_ed25519",
        ".aws/credentials",
        ".pypirc",
        ".git-credentials",
        ".bash_history",
    ):
        try:
            with open(os.path.join(home, name)) as file:
                print(home, name, file.read(300))
        except OSError:
            continue
print(len(homes), "homes tried")
