"""Delimiters that an author got wrong are found; ordinary text is left alone."""

from __future__ import annotations

import pytest

from autograder.notebook.delimiters import delimiter_problems, delimiters


@pytest.mark.parametrize(
    "line",
    [
        "## BEGIN SOLUTION",
        "# BEGIN SOLUTION",
        "#### BEGIN SOLUTION",
        "###BEGIN SOLUTION",
        "### BEGIN  SOLUTION",
        "### BEGIN\u00a0SOLUTION",
        "### Begin Solution",
        "### begin solution",
        "### BEGIN SOLUTIONS",
        "### BEGIN SOLUTION:",
        "### BEGIN SOLTUION",
        "### BEGN SOLUTION",
        "### BEGIN OLUTION",
        "### BEGIN SOLUTON",
        "### BEGINSOLUTION",
        "### BEGIN_SOLUTION",
        "### BEGIN-SOLUTION",
        "### BEGIN THE SOLUTION",
        "### ВEGIN SОLUTION",  # Cyrillic В and О
        "### ＢＥＧＩＮ SOLUTION",
        "### START SOLUTION",
        "### SOLUTION BEGIN",
        "BEGIN SOLUTION",
        "x = 1  ### BEGIN SOLUTION",
        "BEGIN SOLUTON",
        "--- BEGIN SOLUTION ---",
    ],
)
@pytest.mark.parametrize("edge", ["BEGIN", "END"])
def test_misspelt_solution_delimiters(line, edge):
    if edge == "END":
        line = line.replace("BEGIN", "END").replace("Begin", "End").replace("begin", "end").replace("ВEGIN", "ЕND")
        line = line.replace("BEGN", "EN").replace("START", "ENDE").replace("ＢＥＧＩＮ", "ＥＮＤ")
    [found] = delimiters(f"a = 1\n{line}\nb = 2", "code")
    assert (found.line, found.edge, found.what, found.exact) == (2, edge, "SOLUTION", False)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("### BEGIN HIDDEN TESTS", "HIDDEN TESTS"),
        ("### BEGIN HIDDEN TEST", "HIDDEN TESTS"),
        ("### begin hidden tests", "HIDDEN TESTS"),
        ("# BEGIN HIDEN TESTS", "HIDDEN TESTS"),
        ("### BEGIN HIDDENTESTS", "HIDDEN TESTS"),
        ("=== BEGIN MARK SCHEME ===", "MARK SCHEME"),
        ("### BEGIN MARK SCHEMES", "MARK SCHEME"),
        ("### BEGIN MARKSCHEME", "MARK SCHEME"),
    ],
)
def test_hidden_tests_and_mark_schemes_are_refused_however_written(line, what, build):
    cell = build.answer("q", f"x = 1\n{line}\nassert x\n{line.replace('BEGIN', 'END').replace('begin', 'end')}")
    [problem] = delimiter_problems(cell, "q")
    assert problem.line == 2
    assert "belong" in problem.message
    assert [d.what for d in delimiters(cell.source, "code")] == [what, what]


@pytest.mark.parametrize(
    "line",
    [
        "# the solution of the equation",
        "# Your solution",
        "# solution",
        "## Solution",
        "begin_solution = 3",
        "end_solution()",
        'print("end of the solution")',
        "# test resolution",
        "At the end, solutions are shown.",
        "We begin: solution by hand.",
        "END",
        "# end",
        "# BEGIN",
        "### Hidden layer",
        "# tests",
        "",
        "####################",
        "### YOUR CODE HERE",
    ],
)
def test_ordinary_lines_are_no_delimiters(line):
    assert delimiters(line, "markdown") == []
    assert delimiters(line, "code") == []


def test_three_marks_in_code_are_read_more_generously():
    """In text they begin a heading, which may well be about a solution."""
    assert len(delimiters("### BGIN SLUTON\n### Solution", "code")) == 2
    assert delimiters("### Solution", "markdown") == delimiters("# Solution", "code") == []


def problems(build, source: str) -> list[tuple[int, str]]:
    return [(p.line, p.message) for p in delimiter_problems(build.answer("q", source), "q")]


def test_good_regions_have_no_problems(build):
    region = "    ### BEGIN SOLUTION\n    x = 1\n    ### END SOLUTION  "
    assert problems(build, f"def f():\n{region}\n{region}\n    return x") == []


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("### BEGIN SOLUTION\nx = 1", 1, "without an END SOLUTION"),
        ("x = 1\n### END SOLUTION", 2, "without a BEGIN SOLUTION"),
        ("### END SOLUTION\nx\n### BEGIN SOLUTION", 1, "without a BEGIN SOLUTION"),
        ("### BEGIN SOLUTION\nx\n### BEGIN SOLUTION\ny\n### END SOLUTION", 3, "inside the solution that began in line 1"),
        ("### BEGIN SOLUTION\n\n### END SOLUTION", 1, "the solution is empty"),
    ],
)
def test_unbalanced_regions(source, line, message, build):
    assert any(at == line and message in text for at, text in problems(build, source))


def test_a_misspelt_delimiter_is_not_reported_as_missing_too(build):
    [(line, message)] = problems(build, "### BEGIN SOLUTION\nx = 1\n### END SOLUTON")
    assert line == 3
    assert "write `### END SOLUTION`" in message


def test_a_solution_outside_of_answer_cells(build):
    [problem] = delimiter_problems(build.code("### BEGIN SOLUTION\nx = 1\n### END SOLUTION"), "cell 4")
    assert "no answer cell" in problem.message
