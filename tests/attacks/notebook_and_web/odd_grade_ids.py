"""Uses ids that are paths, scripts and other types than text."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "no points"
FINDING = "missing_cell"
BASE = "release"
CELL = {
    "mean_absolute": {"metadata": {"nbgrader": {"grade_id": "../../mean_absolute"}}},
    "softmax": {"metadata": {"nbgrader": {"grade_id": "<script>alert(1)</script>"}}},
    "train_and_predict": {"metadata": {"nbgrader": {"grade_id": ["train_and_predict"]}}},
    "example": {"metadata": {"nbgrader": "not a table"}},
    "why": {"metadata": {"nbgrader": None}},
}
