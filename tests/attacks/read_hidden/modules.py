"""Looks through the imported modules for the grader's trusted side, the checks and the reference."""

CLASS = "read hidden material"
EXPECT = "no points"
SEEN = "modules of the trusted side: []"
BASE = "release"

# %% [prepend]
import sys

own = [name for name in sys.modules if name.split(".")[0] == "autograder" and not name.startswith("autograder.sandbox")]
print("modules of the trusted side:", [name for name in own if name != "autograder"])
for name, module in list(sys.modules.items()):
    if name.startswith(("test_", "reference", "conftest", "tests")):
        print(name, vars(module))
for name in ("autograder.grading.plugin", "autograder.grading.reference", "autograder.gradebook.write", "nbgrader.api"):
    try:
        __import__(name)
        print(name, "imported")
    except Exception as problem:
        print(name, type(problem).__name__)
