"""Renames answer cells by letters of other alphabets that look the same."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "no points"
FINDING = "unknown_cell"
BASE = "release"
CELL = {
    "mean_absolute": {"metadata": {"nbgrader": {"grade_id": "mеan_absolute"}}},
    "softmax": {"metadata": {"nbgrader": {"grade_id": "softmax\u200b"}}},
    "train_and_predict": {"metadata": {"nbgrader": {"grade_id": "\u202etrain_and_predict"}}},
}
