"""Lint returns every problem of a source notebook with cell and line."""

from __future__ import annotations

import math

import pytest
from nbformat import v4

from autograder.notebook.lint import lint

REGION = "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"


def only(nb) -> tuple[str, int, str]:
    [problem] = lint(nb)
    return problem.cell, problem.line, problem.message


def test_a_good_source_has_no_problems(build):
    assert lint(build.source()) == []


def test_all_problems_are_returned_not_the_first_only(build):
    nb = build.notebook(
        build.answer("a", "### BEGIN SOLUTON\nx = 1\n### END SOLUTION"),
        build.answer("a", REGION, points=-1),
        build.text("### BEGIN HIDDEN TEST"),
    )
    assert [(p.cell, p.line) for p in lint(nb)] == [("a", 1), ("a", 0), ("a", 0), ("cell 3", 1)]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"points": None}, "no points"),
        ({"points": -0.5}, "negative"),
        ({"points": 0}, "0 points"),
        ({"points": "3"}, "set a number"),
        ({"points": True}, "set a number"),
        ({"points": math.nan}, "set a number"),
        ({"points": math.inf}, "set a number"),
        ({"schema_version": 2}, "schema_version 2"),
        ({"schema_version": True}, "schema_version True"),
        ({"grade": 1}, "'grade' must be true or false"),
        ({"solution": False}, "a test cell cannot carry points"),
        ({"locked": True}, "cannot be locked"),
        ({"task": True}, "task cells"),
        ({"grade_id": "a b"}, "grade id 'a b'"),
        ({"grade_id": ""}, "grade id ''"),
        ({"grade_id": 7}, "grade id 7"),
        ({"pionts": 3}, "unknown nbgrader metadata 'pionts'; did you mean 'points'"),
    ],
)
def test_wrong_metadata(changes, message, build):
    cell = build.answer("q", REGION)
    cell.metadata.nbgrader.update(changes)
    assert any(message in problem.message for problem in lint(build.notebook(cell)))


def test_missing_keys_of_metadata(build):
    cell = build.answer("q", REGION)
    del cell.metadata.nbgrader["points"]
    assert only(build.notebook(cell)) == ("q", 0, "it is graded, but has no points")
    del cell.metadata.nbgrader["grade_id"]
    assert any("grade id None" in problem.message for problem in lint(build.notebook(cell)))


@pytest.mark.parametrize("wrong", [[], {}, None, "x", 7])
def test_metadata_that_are_no_object(wrong, build):
    cell = build.code("x = 1")
    cell.metadata["nbgrader"] = wrong
    assert "empty or no object" in only(build.notebook(cell))[2]


def test_duplicate_grade_ids(build):
    cell, line, message = only(build.notebook(build.locked("same", "x = 1"), build.text(""), build.answer("same", REGION)))
    assert (cell, line) == ("same", 0)
    assert "cells 1 and 3 have the same grade id" in message


def test_text_answers(build):
    """A text answer needs no region, may have 0 points, but must be graded."""
    assert lint(build.notebook(build.manual("q", "The answer.", points=0))) == []
    cell = build.manual("q", "The answer.")
    cell.metadata.nbgrader.update(grade=False)
    assert "a text answer needs points" in only(build.notebook(cell))[2]
    raw = v4.new_raw_cell("x", metadata=build.manual("q", "").metadata)
    assert "must be a code or a text cell" in only(build.notebook(raw))[2]


def test_code_answer_without_region(build):
    assert only(build.notebook(build.answer("q", "def f(x):\n    return x")))[2].startswith("the answer cell has no solution")


def test_code_that_is_not_python(build):
    with_it = build.answer("q", "def f(x):\n    ### BEGIN SOLUTION\n    return (x\n    ### END SOLUTION")
    assert only(build.notebook(with_it))[1:] == (3, "with its solution the cell is not Python: '(' was never closed")
    # The region hides the function's name and leaves its end.
    without = build.answer("q", "### BEGIN SOLUTION\ndef f(x):\n    y = x\n### END SOLUTION\n    return y")
    cell, line, message = only(build.notebook(without))
    assert (cell, line) == ("q", 5)
    assert message.startswith("without its solution the cell is not Python")


def test_a_misspelt_delimiter_is_not_reported_as_wrong_python_too(build):
    assert only(build.notebook(build.answer("q", "### BEGIN SOLUTON\nx = (\n### END SOLUTION")))[1] == 1


@pytest.mark.parametrize("extra", ["%matplotlib inline", "!pip install x", "files = !ls", "t = %time f(1)", "np.sum?", "?f"])
def test_magics_are_python_enough(extra, build):
    assert lint(build.notebook(build.answer("q", f"{extra}\n{REGION}"))) == []
    assert lint(build.notebook(build.answer("q", f"%%time\n{extra}\n{REGION}"))) == []
    assert lint(build.notebook(build.answer("q", f"%%bash\n{REGION}\necho ("))) == []


def test_outputs_that_show_a_solution(build):
    """Printed source and tracebacks of the author's own run are found."""
    nb = build.source()
    nb.cells[-1].outputs = [v4.new_output("stream", text="   return np.asarray( values )*float(factor)\n")]
    assert only(nb)[0] == "cell 9"
    assert "its output shows `return np.asarray(values) * float(factor)`" in only(nb)[2]
    shown = "<span>    return</span> np.asarray(values) <b>*</b> float(factor)"
    nb.cells[-1].outputs = [v4.new_output("display_data", data={"text/html": shown})]
    assert only(nb)[0] == "cell 9"
    trace = ["\x1b[0;31mE\x1b[0m", "----> 4     return \x1b[0mnp.asarray(values) \x1b[1m* float(factor)"]
    nb.cells[-1].outputs = [v4.new_output("error", ename="E", evalue="", traceback=trace)]
    assert only(nb)[0] == "cell 9"
    nb.cells[-1].outputs = [v4.new_output("stream", text="[2. 4.]")]
    assert lint(nb) == []


def test_solution_lines_that_stand_elsewhere_are_named_with_the_line_in_the_source(build):
    nb = build.source()
    nb.cells[3].source += "\n# return np.asarray(values) * float(factor)"
    nb.cells[0].source += "\n\nDo not write `return values - middle[np.newaxis]`."
    assert [(p.cell, p.line) for p in lint(nb)] == [("cell 1", 4), ("scale", 6)]
    assert "it shows `return values - middle[np.newaxis]`, line 4 of the solution of centre" in lint(nb)[0].message


def test_a_text_answer_may_have_no_region_and_still_hides_all(build):
    nb = build.source()
    nb.cells[8].source = "# because the mean then vanishes along the first axis."
    assert lint(nb) == []
    nb.cells[8].source = "# Because the mean then vanishes along the first axis."
    assert only(nb)[:2] == ("cell 9", 1)
