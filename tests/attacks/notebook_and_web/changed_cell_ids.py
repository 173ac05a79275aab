"""Gives all cells the same id, an id that is too long, and one with markup; the answers are right."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "harmless"
SEEN = "[0.09003057 0.24472847 0.66524096]"
CELL = {
    "imports": {"id": "same"},
    "mean_absolute": {"id": "same"},
    "example": {"id": "same"},
    "softmax": {"id": '"><script>alert(1)</script>'},
    "train_and_predict": {"id": ["x"]},
    "figure": {"id": ""},
}
