"""Hands in a folder with the name of the notebook."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "refused"
SEEN = "it is no ordinary file"
BASE = "release"
KIND = "folder"
