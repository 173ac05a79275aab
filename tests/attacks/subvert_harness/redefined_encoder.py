"""Replaces the functions that turn values into messages by ones that send what they were given."""

CLASS = "subvert the harness"
EXPECT = "no points"
SEEN = "encoder replaced"
BASE = "release"

# %% [append]
import sys

wire = sys.modules["autograder.sandbox.wire"]
kept, original = [], wire.encode
decode = wire.decode


def listen(tree, buffers, **options):
    kept.append((tree, buffers))
    return decode(tree, buffers, **options)


wire.decode = listen
wire.encode = lambda value: (kept[-1][0]["t"][0]["t"][-1], list(kept[-1][1])) if kept else original(value)
mean_absolute = softmax = train_and_predict = lambda *args: None
print("encoder replaced")
