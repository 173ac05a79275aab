"""Looks for sockets of Docker, containerd, Kubernetes and the session bus, to start containers of its own."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "reached: []"
BASE = "release"

# %% [append]
import glob
import os
import socket

paths = [
    "/var/run/docker.sock",
    "/run/docker.sock",
    "/run/containerd/containerd.sock",
    "/run/crio/crio.sock",
    "/run/podman/podman.sock",
]
paths += glob.glob("/run/user/*/**", recursive=True) + glob.glob("/run/dbus/*") + ["/run/systemd/private", "/run/snapd.socket"]
reached = [path for path in glob.glob("/var/run/secrets/**") if os.path.isfile(path)]
for path in paths:
    with socket.socket(socket.AF_UNIX) as peer:
        try:
            peer.connect(path)
            reached.append(path)
        except OSError:
            continue
print("reached:", reached)
