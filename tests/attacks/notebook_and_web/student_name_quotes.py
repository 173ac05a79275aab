"""Has a student id that would end an attribute in single quotes."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "no points"
SEEN = "There is no answer"
BASE = "release"
STUDENT = "x' onmouseover='alert(1)"
