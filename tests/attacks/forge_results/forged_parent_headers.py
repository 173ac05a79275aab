"""Publishes outputs under the ids of cells that are not its own, of no cell, and of no form at all."""

CLASS = "forge results"
EXPECT = "no points"
SEEN = "outputs forged"
BASE = "release"

# %% [prepend]
kernel = get_ipython().kernel
parent = kernel.get_parent("shell")
start, _, count = parent["header"]["msg_id"].rpartition("_")
for guess in (f"{start}_{int(count) + 1}", f"{start}_{int(count) - 1}", "", None, 7, ["x"], {"a": 1}, "x" * 10000):
    header = {**parent["header"], "msg_id": guess}
    content = {"name": "stdout", "text": "all checks passed"}
    kernel.session.send(kernel.iopub_socket, "stream", content, {"header": header})
print("outputs forged")
