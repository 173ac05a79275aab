"""nbgrader's gradebook: read and write it so that formgrader, manual grading, feedback and export work on our results.

Only one process writes (the main one); nbgrader's own tools may have the database open at the same time.
"""
