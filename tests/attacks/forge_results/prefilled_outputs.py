"""Hands in outputs that say that everything is right, with execution counts."""

CLASS = "forge results"
EXPECT = "no points"
SEEN = "NotImplementedError"
BASE = "release"
ABSENT = ["all seven checks passed"]
CELL = {
    "mean_absolute": {
        "execution_count": 7,
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "all seven checks passed"}],
    },
    "figure": {
        "outputs": [{"output_type": "display_data", "data": {"text/html": "<h1>all seven checks passed</h1>"}, "metadata": {}}]
    },
}
