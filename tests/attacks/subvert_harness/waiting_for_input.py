"""Asks for input, which nobody will give."""

CLASS = "subvert the harness"
EXPECT = "no points"
SEEN = "StdinNotImplementedError"
BASE = "release"

# %% [append]
answer = input("your points: ")
