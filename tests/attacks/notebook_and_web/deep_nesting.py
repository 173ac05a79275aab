"""Hands in JSON of a hundred thousand lists in lists."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "refused"
SEEN = "nested too deeply"
BASE = "release"
BYTES = [("[", 100000), ("]", 100000)]
