"""Keeps the reply that a question got, and sends it again as the answer to the next ones."""

CLASS = "forge results"
EXPECT = "no points"
SEEN = "sent again"
BASE = "release"

# %% mean_absolute
kernel = get_ipython().kernel
session = kernel.session
original, kept, again = session.send, [], 0


def send(stream, kind, *args, **kwargs):
    global again
    message = original(stream, kind, *args, **kwargs)
    if kind == "autograder_reply":
        kept.append((stream, kind, args, kwargs))
        for old in kept[:-1]:
            original(*old[:2], *old[2], **old[3])
            again += 1
    return message


session.send = send


def mean_absolute(values):
    if again:
        raise RuntimeError(f"{again} sent again")
    return 0.5


# %% softmax
def softmax(scores):
    raise RuntimeError(f"{again} sent again")
