"""Changes tags, flags and names that tools act upon; the answers are right."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "harmless"
SEEN = "[0.09003057 0.24472847 0.66524096]"
CELL = {
    "example": {
        "metadata": {
            "tags": ["raises-exception", "skip-execution", "hide-input", "parameters"],
            "jupyter": {"source_hidden": True},
        }
    },
    "softmax": {
        "metadata": {
            "tags": ["feedback-figure", "remove-cell"],
            "autograder": {"alt": "<script>", "title": "10 of 10"},
            "deletable": 7,
        }
    },
    "imports": {
        "metadata": {"nbgrader": {"locked": False, "schema_version": 99, "checksum": "00000000000000000000000000000000"}}
    },
}
NOTEBOOK = {
    "metadata": {"celltoolbar": "x", "toc": {"x": [1, 2]}, "title": "<script>alert(1)</script>", "authors": [{"name": "x"}]}
}
