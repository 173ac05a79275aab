"""Hands in a notebook of a format that does not exist yet."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "refused"
SEEN = "format 4 is needed"
BASE = "release"
NOTEBOOK = {"nbformat": 5}
