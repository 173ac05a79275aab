"""Sends one output of 60 MB."""

CLASS = "forge results"
EXPECT = "no points"
BASE = "release"
SEEN = "a large message follows"

# %% [prepend]
print("a large message follows")

# %% [append]
kernel = get_ipython().kernel
content = {"name": "stdout", "text": "x" * 60_000_000}
kernel.session.send(kernel.iopub_socket, "stream", content, kernel.get_parent("shell"))
