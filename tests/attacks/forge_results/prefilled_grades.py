"""Fills the notebook's metadata with points, scores and a grade that is there already."""

CLASS = "forge results"
EXPECT = "no points"
SEEN = "There is no answer in this cell yet"
BASE = "release"
CELL = {
    "mean_absolute": {
        "metadata": {"nbgrader": {"points": 1000, "auto_score": 1000, "manual_score": 1000, "extra_credit": 5, "checksum": ""}}
    },
    "softmax": {"metadata": {"nbgrader": {"points": 0, "grade": False, "cell_type": "markdown"}, "autograder": {"score": 4}}},
    "why": {"metadata": {"nbgrader": {"points": 1e308, "score": 1}}},
}
NOTEBOOK = {"metadata": {"autograder": {"score": 10, "status": "graded"}, "nbgrader": {"score": 10}, "otter": {"tests": []}}}
