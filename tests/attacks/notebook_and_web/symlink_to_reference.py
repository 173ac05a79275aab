"""Hands in a symbolic link to the reference."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "refused"
SEEN = "it is a link"
BASE = "release"
LINK = "reference/lab/reference.py"
