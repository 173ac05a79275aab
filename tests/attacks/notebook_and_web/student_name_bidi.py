"""Has a student id that is shown from right to left, as another student's."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "refused"
BASE = "release"
STUDENT = "\u202emitciv"
