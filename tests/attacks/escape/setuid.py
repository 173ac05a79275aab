"""Becomes another user: set-user-id programs, setuid calls, capabilities."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = ["user and group: 1000 1000", "identities taken: []", "capabilities: 0000000000000000"]
BASE = "release"

# %% [append]
import os
import shutil
import subprocess

taken = []
for call in (os.setuid, os.setgid, os.seteuid, lambda n: os.setresuid(n, n, n), lambda n: os.setgroups([n])):
    for number in (0, 1, 65534):
        try:
            call(number)
            taken.append(number)
        except OSError:
            continue
for command in (["su", "-c", "id"], ["sudo", "-n", "id"], ["pkexec", "id"], ["newgrp"], ["mount", "-t", "tmpfs", "x", "/tmp"]):
    if shutil.which(command[0]):
        done = subprocess.run(command, capture_output=True, text=True, timeout=2, stdin=subprocess.DEVNULL)
        taken += ["root"] if "uid=0" in done.stdout or done.returncode == 0 else []
shutil.copy("/bin/sh", "/tmp/sh")
try:
    os.chmod("/tmp/sh", 0o4755)
    os.chown("/tmp/sh", 0, 0)
    taken.append("owner")
except OSError as problem:
    print(type(problem).__name__)
print("user and group:", os.getuid(), os.getgid())
print("identities taken:", taken)
with open("/proc/self/status") as file:
    print("capabilities:", [line.split()[1] for line in file if line.startswith(("CapEff", "CapBnd", "CapPrm"))][0])
