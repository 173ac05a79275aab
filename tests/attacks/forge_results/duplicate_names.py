"""Gives other cells the id of an answer cell, with many points of their own."""

CLASS = "forge results"
EXPECT = "no points"
FINDING = "duplicate_cell"
BASE = "release"
CELL = {
    "example": {
        "metadata": {
            "nbgrader": {"grade_id": "mean_absolute", "points": 1000, "grade": True, "solution": True, "locked": False}
        }
    },
    "softmax_example": {
        "metadata": {"nbgrader": {"grade_id": "mean_absolute", "points": -5, "grade": True, "solution": False}}
    },
    "figure": {"metadata": {"nbgrader": {"grade_id": "test_lab::test_mean", "points": 1000, "grade": True, "solution": False}}},
}
