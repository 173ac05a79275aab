"""Hands in modules and settings that Python, IPython, pytest or the engine itself might load from the work folder."""

CLASS = "subvert the harness"
EXPECT = "no points"
SEEN = ["helpers are here", "not before this cell: []"]
BASE = "release"
FILES = {
    "helpers.py": "told = 'helpers are here'",
    "sitecustomize.py": "open('ran_early', 'a').write('sitecustomize ')",
    "usercustomize.py": "open('ran_early', 'a').write('usercustomize ')",
    "ipython_config.py": "open('ran_early', 'a').write('ipython_config ')",
    "ipython_kernel_config.py": "open('ran_early', 'a').write('ipython_kernel_config ')",
    "conftest.py": "open('ran_early', 'a').write('conftest ')\ndef pytest_runtest_makereport(item, call): raise SystemExit(0)",
    "pytest.ini": "[pytest]\naddopts = --collect-only -p conftest",
    "numpy/__init__.py": "open('ran_early', 'a').write('numpy ')\nisclose = allclose = lambda *a, **k: True",
    "autograder/__init__.py": "open('ran_early', 'a').write('autograder ')",
    "autograder/sandbox/wire.py": "raise SystemExit(0)",
    "tests/hidden/lab/test_lab.py": "def test_nothing(): pass",
    "lab/reference.py": "conv2d = relu = scale = lambda *a, **k: 0",
}

# %% [append]
import os

import helpers

print(helpers.told)
print("not before this cell:", open("ran_early").read().split() if os.path.exists("ran_early") else [])
