"""Writes files that look like the grader's results, in every place where a grader might read them."""

CLASS = "forge results"
EXPECT = "no points"
SEEN = "forged files written"
BASE = "release"

# %% [append]
import json
import os

result = {
    "score": 10,
    "max_score": 10,
    "status": "graded",
    "tests": [{"name": "all", "score": 10, "max_score": 10, "status": "passed"}],
}
written = 0
for folder in (
    ".",
    "..",
    os.path.expanduser("~"),
    "/tmp",
    "/autograder/results",
    "/results",
    "/runner",
    "results/attacker/lab",
):
    for name in ("results.json", "grade.json", "grades.csv", "score.txt", ".autograder.json", "feedback.html", "gradebook.db"):
        try:
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, name), "w") as file:
                json.dump(result, file)
            written += 1
        except OSError as problem:
            print(folder, type(problem).__name__)
print(written > 20, "forged files written")
