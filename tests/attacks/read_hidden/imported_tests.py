"""Imports the hidden checks by name, and looks for tests that were imported and then deleted."""

CLASS = "read hidden material"
EXPECT = "no points"
SEEN = ["test_lab ModuleNotFoundError", "pytest in memory: False"]
BASE = "release"

# %% [prepend]
import importlib
import sys

for name in (
    "test_lab",
    "tests.hidden.lab.test_lab",
    "hidden.test_lab",
    "reference",
    "reference_lab",
    "course_config",
    "plain_mean",
):
    try:
        print(vars(importlib.import_module(name)))
    except Exception as problem:
        print(name, type(problem).__name__)
print("pytest in memory:", "_pytest" in sys.modules)
for place, finder in sys.path_importer_cache.items():
    cached = getattr(finder, "_path_cache", ()) or ()
    print([f"{place}/{name}" for name in cached if name.startswith(("test_lab", "reference", "course_config"))] or "", end="")
