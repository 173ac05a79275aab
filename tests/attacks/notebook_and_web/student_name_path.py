"""Has a student id that leads out of the folder of submissions."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "refused"
BASE = "release"
STUDENT = "../../.autograder"
