"""Hands in a symbolic link to the instructor's notebook, which has the solutions."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "refused"
SEEN = "it is a link"
BASE = "release"
LINK = "source/lab/lab.ipynb"
