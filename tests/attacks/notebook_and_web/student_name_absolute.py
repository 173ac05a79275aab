"""Has a student id that is an absolute path."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "refused"
BASE = "release"
STUDENT = "/etc/passwd"
