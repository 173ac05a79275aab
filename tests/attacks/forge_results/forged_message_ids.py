"""Replies with random ids, foreign sessions and wrong signatures, in large numbers."""

CLASS = "forge results"
EXPECT = "no points"
SEEN = "forged replies"
BASE = "release"

# %% mean_absolute
import os


def mean_absolute(values):
    kernel = get_ipython().kernel
    stream = kernel.shell_stream or kernel.shell_streams[0]
    header = kernel.get_parent("shell")["header"]
    for number in range(200):
        forged = {"header": {**header, "msg_id": os.urandom(8).hex(), "session": "grader"}}
        kernel.session.send(stream, "autograder_reply", {"status": "ok", "value": number}, forged, b"")
    key, kernel.session.key = kernel.session.key, b"another key"
    for number in range(50):
        kernel.session.send(stream, "autograder_reply", {"status": "ok", "value": 1}, kernel.get_parent("shell"), b"")
    kernel.session.key = key
    raise RuntimeError("250 forged replies")
