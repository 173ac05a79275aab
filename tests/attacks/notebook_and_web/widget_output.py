"""Shows widgets, opens communication channels, and fills the notebook's widget state."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "no points"
SEEN = "widgets shown"
BASE = "release"
ABSENT = ["<script"]
NOTEBOOK = {
    "metadata": {
        "widgets": {
            "application/vnd.jupyter.widget-state+json": {"state": {"x": {"state": {"value": "<script>alert(1)</script>"}}}}
        }
    }
}

# %% [append]
from IPython.display import display

kernel = get_ipython().kernel
parent = kernel.get_parent("shell")
content = {"comm_id": "x" * 32, "target_name": "jupyter.widget", "data": {"state": {"value": "<script>alert(2)</script>"}}}
kernel.session.send(kernel.iopub_socket, "comm_open", content, parent, metadata={"version": "2.1.0"})
kernel.session.send(
    kernel.iopub_socket, "comm_msg", {"comm_id": "x" * 32, "data": {"method": "update", "buffer_paths": [["a"]]}}, parent
)
display({"application/vnd.jupyter.widget-view+json": {"model_id": "x" * 32, "version_major": 2}}, raw=True)
print("widgets shown")
