"""Sends bytes that are no Jupyter messages on the reply channel and on the output channel."""

CLASS = "forge results"
EXPECT = "no points"
FINDING = "kernel_died"
BASE = "release"

# %% [prepend]
import os

import zmq

kernel = get_ipython().kernel
parent = kernel.get_parent("shell")
print("raw frames follow")
for frames in ([b""], [b"x"] * 40, [b"<IDS|MSG>"], [b"<IDS|MSG>", b"", b"{", b"{", b"{", b"{"], [os.urandom(1000)]):
    kernel.iopub_socket.send_multipart(frames)
    stream = kernel.shell_stream or kernel.shell_streams[0]
    stream.socket.send_multipart([*parent.get("idents", []), *frames]) if hasattr(stream, "socket") else None
