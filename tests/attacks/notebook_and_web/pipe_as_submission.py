"""Hands in a pipe that nobody writes to."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "refused"
SEEN = "it is no ordinary file"
BASE = "release"
KIND = "pipe"
