"""Numbers its cells by minus one, by half, and by more than a file may hold."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = "odd counts follow"
BASE = "release"

# %% [append]
kernel = get_ipython().kernel
parent = kernel.get_parent("shell")
print("odd counts follow")
for count in (-1, 10**30, True, 0.5, None, "7", [1]):
    content = {"data": {"text/plain": "x"}, "metadata": {}, "execution_count": count}
    kernel.session.send(kernel.iopub_socket, "execute_result", content, parent)
    kernel.session.send(kernel.iopub_socket, "execute_input", {"code": "", "execution_count": count}, parent)
