"""Cells are known by nbgrader's metadata; grade cells come with points and a title."""

from __future__ import annotations

import math

import pytest

from autograder.errors import AuthorError
from autograder.notebook.cells import (
    Problem,
    cell_name,
    grade_cells,
    grade_id_of,
    is_answer,
    is_locked,
    named_cells,
    notebook_title,
    unused_id,
)


def test_grade_cells_in_order(build):
    found = grade_cells(build.source())
    assert [(c.grade_id, c.points, c.kind, c.cell_type, c.index) for c in found] == [
        ("scale", 3.0, "auto", "code", 3),
        ("centre", 2.5, "auto", "code", 6),
        ("why", 1.0, "manual", "markdown", 7),
    ]


def test_titles_come_from_the_heading_above(build):
    """The title is the nearest heading; two cells under one heading are told apart; the notebook's title is no heading."""
    titles = {c.grade_id: c.title for c in grade_cells(build.source())}
    assert titles == {"scale": "Scale", "centre": "Centre (centre)", "why": "Centre (why)"}
    nb = build.notebook(
        build.text("# Title"),
        build.answer("first", "pass"),
        build.text("```\n# a comment\n```\ntext\n\n### The **second** `one` ##\nmore"),
        build.answer("second", "pass"),
        build.text("# Part two"),
        build.manual("third", "# Not this\nanswer"),
        build.answer("fourth", "pass"),
    )
    assert [c.title for c in grade_cells(nb)] == ["first", "The second one", "Part two (third)", "Part two (fourth)"]


def test_notebook_title(build):
    assert notebook_title(build.source()) == "Scaling"
    assert notebook_title(build.notebook(build.code("# no"), build.text("## no"))) == ""


@pytest.mark.parametrize("points", [None, -1, True, "3", math.nan, math.inf])
def test_wrong_points_are_the_authors_fault(points, build):
    with pytest.raises(AuthorError, match="cell q: its points"):
        grade_cells(build.notebook(build.answer("q", "pass", points=points)))


@pytest.mark.parametrize("wrong", [None, 7, [], "text", {"grade_id": 7, "solution": True}, {"solution": True}])
def test_wrong_metadata_make_a_free_cell(wrong, build):
    """Metadata of a wrong type never break a function here: the cell is a free one."""
    cell = build.code("x")
    cell.metadata["nbgrader"] = wrong
    assert not is_answer(cell)
    assert not is_locked(cell)
    assert cell_name(cell, 6) == "cell 7"
    assert grade_cells(build.notebook(cell)) == ()


def test_named_cells_are_answers_and_locked_cells(build):
    nb = build.source()
    named = named_cells(nb)
    assert list(named) == ["imports", "scale", "scale_example", "centre", "why"]
    assert [name for name, cell in named.items() if is_locked(cell)] == ["imports", "scale_example"]
    assert all(grade_id_of(cell) == name for name, cell in named.items())


def test_unused_id_is_valid_and_free():
    assert unused_id("a b/ü", ()) == "a-b-"
    assert unused_id("", ()) == "cell"
    assert unused_id("x" * 80, {"x" * 56}) == "x" * 56 + "-2"


def test_problem_reads_as_one_line():
    assert str(Problem(cell="conv", line=3, message="wrong")) == "cell conv, line 3: wrong"
    assert str(Problem(cell="cell 7", line=0, message="wrong")) == "cell 7: wrong"
