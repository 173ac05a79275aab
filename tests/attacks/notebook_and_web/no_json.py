"""Hands in HTML with a script under the name of a notebook."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "refused"
SEEN = "its JSON breaks off or is damaged"
BASE = "release"
BYTES = [("<!DOCTYPE html><script>alert(1)</script>", 100)]
