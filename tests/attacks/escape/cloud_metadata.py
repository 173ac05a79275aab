"""Asks the cloud's metadata service for credentials of the machine."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "answers: []"
BASE = "release"

# %% [append]
import os
import socket

answers = []
for host in ("169.254.169.254", "fd00:ec2::254", "100.100.100.200", "192.0.0.192", "metadata.google.internal"):
    try:
        with socket.create_connection((host, 80), timeout=0.5) as server:
            server.send(b"GET /latest/meta-data/iam/security-credentials/ HTTP/1.0\r\n\r\n")
            answers.append(server.recv(1000))
    except OSError as problem:
        print(host, type(problem).__name__)
for name in os.environ:
    if name.startswith(("AWS", "GOOGLE", "AZURE", "KUBERNETES", "ECS")):
        answers.append((name, os.environ[name]))
print("answers:", answers)
