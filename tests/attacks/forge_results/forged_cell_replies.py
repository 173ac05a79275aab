"""Sends the end of its own cell early, replies to cells that have not run, and outputs that belong to them."""

CLASS = "forge results"
EXPECT = "no points"
SEEN = "replies forged"
BASE = "release"

# %% [prepend]
kernel = get_ipython().kernel
parent = kernel.get_parent("shell")
stream = kernel.shell_stream or kernel.shell_streams[0]
start, _, count = parent["header"]["msg_id"].rpartition("_")
print("replies forged")
for ahead in range(1, 6):
    other = {"header": {**parent["header"], "msg_id": f"{start}_{int(count) + ahead}"}}
    kernel.session.send(stream, "execute_reply", {"status": "ok", "execution_count": 99, "payload": []}, other, b"")
    kernel.session.send(kernel.iopub_socket, "status", {"execution_state": "idle"}, other)
