"""Publishes outputs whose fields have wrong types: every form that a reader might trip over."""

CLASS = "forge results"
EXPECT = "no points"
SEEN = "malformed outputs sent"
BASE = "release"

# %% [prepend]
kernel = get_ipython().kernel
parent = kernel.get_parent("shell")
wrong = [
    None,
    7,
    True,
    "text",
    [],
    [1],
    {},
    {"a": None},
    {"text/plain": 7},
    {"text/html": ["a", None]},
    {"image/png": {"x": 1}},
]
sent = 0
print("malformed outputs sent")
for kind in (
    "display_data",
    "execute_result",
    "update_display_data",
    "error",
    "stream",
    "clear_output",
    "comm_open",
    "execute_input",
):
    for value in wrong:
        for content in (
            value,
            {"data": value, "metadata": value, "transient": value},
            {"name": value, "text": value, "wait": value},
            {"ename": value, "evalue": value, "traceback": value},
            {"data": {"text/plain": "x"}, "metadata": {}, "transient": {"display_id": value}, "execution_count": value},
        ):
            if isinstance(content, dict):
                kernel.session.send(kernel.iopub_socket, kind, content, parent)
                sent += 1
