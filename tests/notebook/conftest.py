"""Small builders of notebooks with nbgrader's metadata, shared by the tests of this room."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode, v4

SOLUTION = '''def scale(values, factor):
    """Each value times the factor."""
    ### BEGIN SOLUTION
    return np.asarray(values) * float(factor)
    ### END SOLUTION'''
CENTRE = """def centre(values):
    ### BEGIN SOLUTION
    middle = np.mean(values, axis=0)
    return values - middle[np.newaxis]
    ### END SOLUTION"""


class Build:
    """Cells and notebooks; cells are numbered, so that equal calls give equal cells."""

    def __init__(self) -> None:
        self.made = 0

    def _cell(self, kind: str, source: str, **nbgrader: Any) -> NotebookNode:
        self.made += 1
        make = v4.new_code_cell if kind == "code" else v4.new_markdown_cell
        cell = make(source, id=f"c{self.made}")
        if nbgrader:
            cell.metadata["nbgrader"] = {"schema_version": 3, "grade": False, "locked": False, "solution": False} | nbgrader
        return cell

    def code(self, source: str) -> NotebookNode:
        return self._cell("code", source)

    def text(self, source: str) -> NotebookNode:
        return self._cell("markdown", source)

    def answer(self, grade_id: str, source: str, points: float = 3, **more: Any) -> NotebookNode:
        return self._cell("code", source, grade_id=grade_id, solution=True, grade=True, points=points, **more)

    def manual(self, grade_id: str, source: str, points: float = 2) -> NotebookNode:
        return self._cell("markdown", source, grade_id=grade_id, solution=True, grade=True, points=points)

    def locked(self, grade_id: str, source: str, kind: str = "code") -> NotebookNode:
        return self._cell(kind, source, grade_id=grade_id, locked=True)

    def notebook(self, *cells: NotebookNode) -> NotebookNode:
        kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        return v4.new_notebook(cells=list(cells), metadata={"kernelspec": kernelspec})

    def source(self) -> NotebookNode:
        """A complete source notebook: imports, two code answers, a visible test, a text answer."""
        self.made = 0
        return self.notebook(
            self.text("# Scaling\nTwo functions."),
            self.locked("imports", "import numpy as np"),
            self.text("## Scale\nMultiply by a factor."),
            self.answer("scale", SOLUTION, points=3),
            self.locked("scale_example", "assert scale([1.0], 2)[0] == 2.0"),
            self.text("## Centre"),
            self.answer("centre", CENTRE, points=2.5),
            self.manual("why", "Because the mean then vanishes along the first axis.", points=1),
            self.code("print('the end')"),
        )

    def write(self, path: Path, nb: Any) -> Path:
        path.write_text(nb if isinstance(nb, str) else json.dumps(nb), encoding="utf-8")
        return path


@pytest.fixture
def build() -> Build:
    return Build()
