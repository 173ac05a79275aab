"""Has a student id that is a script."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "refused"
BASE = "release"
STUDENT = "<script>alert(1)</script>"
