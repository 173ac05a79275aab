"""Replaces the kernel's own handler of the checks' questions by one that says that all is well."""

CLASS = "subvert the harness"
EXPECT = "no points"
SEEN = "handler replaced"
BASE = "release"

# %% [append]
kernel = get_ipython().kernel


async def handler(stream, ident, parent):
    content = {"status": "ok", "value": True, "passed": True, "score": 10}
    kernel.session.send(stream, "autograder_reply", content, parent, ident)


kernel.shell_handlers["autograder_request"] = handler
print("handler replaced")
