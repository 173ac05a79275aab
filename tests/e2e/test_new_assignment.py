"""docs/new-assignment.md does what it says: its files make an assignment that verify finds no fault with."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

PAGE = Path(__file__).parents[2] / "docs" / "new-assignment.md"
BLOCK = re.compile(r"^```python (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, autograder: Run) -> Path:
    """A new course with the page's files in it."""
    folder = tmp_path_factory.mktemp("new") / "course"
    assert autograder("init", folder).returncode == 0
    for name, text in BLOCK.findall(PAGE.read_text()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    subprocess.run([sys.executable, "write_source.py"], cwd=folder, check=True)
    return folder


def test_the_page_s_assignment_passes_verify(course: Path, autograder: Run) -> None:
    made = autograder("generate", "neuron", "--course", course)
    assert made.returncode == 0, made.stderr
    done = autograder("verify", "neuron", "--course", course, "--json", course / "report.json")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_student_of_it_gets_points_and_the_misconception_s_hint(course: Path, autograder: Run) -> None:
    notebook = nbformat.read(course / "source" / "neuron" / "neuron.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace("bias + np.dot", "np.dot")
    path = course / "submitted" / "ada" / "neuron" / "neuron.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
    done = autograder("grade", "neuron", "--course", course, "--json", course / "class.json")
    assert done.returncode == 0, done.stdout + done.stderr
    [student] = json.loads((course / "class.json").read_text())
    assert (student["student"], student["score"]) == ("ada", 2.0)
    assert "Where does the bias come in?" in (course / "results" / "ada" / "neuron" / "feedback.html").read_text()
