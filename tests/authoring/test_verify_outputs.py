"""The table, JUnit XML and the Markdown page tell the report."""

from __future__ import annotations

import io
from collections.abc import Callable
from xml.etree import ElementTree

import msgspec
import pytest
from rich.console import Console

from autograder.authoring.verify.junit import junit_xml
from autograder.authoring.verify.markdown import markdown
from autograder.authoring.verify.report import CourseReport
from autograder.authoring.verify.table import show
from tests.authoring.outcomes import CHECKS, GOOD, a_grade, rounds

MakeCourseReport = Callable[..., CourseReport]


@pytest.fixture
def good(make_course_report: MakeCourseReport) -> CourseReport:
    return make_course_report()


@pytest.fixture
def poor(make_course_report: MakeCourseReport) -> CourseReport:
    """A surviving misconception, which makes a check redundant; few runs, and no alternative solution."""
    grades = {c: (a_grade() if c.name == "squeezed" else grade) for c, grade in GOOD.items() if "right_" not in c.name}
    return make_course_report(grades, rounds(20))


def shown(report: CourseReport) -> str:
    console = Console(file=io.StringIO(), width=100)
    show(console, report)
    return console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO above


def test_the_terminal_names_every_missed_target_in_one_line(poor: CourseReport) -> None:
    lines = shown(poor).splitlines()
    assert [line for line in lines if line.startswith("missed ")] == [
        "missed nets: squeezed survives: it passes every check (squeezed title)",
        "missed nets: test_a::test_shape is redundant: it catches no misconception",
    ]
    assert [line for line in lines if line.startswith("note nets: no alternative")]
    assert "1 of 4 misconceptions survive" in lines[-1]


def test_the_terminal_shows_figures_and_checks(good: CourseReport) -> None:
    text = shown(good)
    assert "missed nets" not in text
    for words in ("0 of 4, and 1 equivalent", "learns (training)", "0 of 3,300, ≤ 0.09%"):
        assert words in text


def test_junit_has_a_case_for_every_target(good: CourseReport, poor: CourseReport) -> None:
    for report in (good, poor):
        [suite] = ElementTree.fromstring(junit_xml(report))  # noqa: S314  # our own document
        verdicts = report.assignments[0].verdicts
        cases = suite.findall("testcase")
        assert len(cases) == len(verdicts) == int(suite.attrib["tests"])
        for case, verdict in zip(cases, verdicts, strict=True):
            states = {"failure": "missed", "skipped": "open"}
            assert [states[child.tag] for child in case] == [verdict.state] * (verdict.state != "met")
            assert [child.attrib["message"] for child in case] == [verdict.message] * (verdict.state != "met")
        counts = [int(suite.attrib[name]) for name in ("failures", "skipped")]
        assert counts == [sum(v.state == state for v in verdicts) for state in ("missed", "open")]


def test_the_markdown_page_is_made_of_whole_tables(good: CourseReport, poor: CourseReport) -> None:
    for report in (good, poor):
        text = markdown(report)
        tables = [part.splitlines() for part in text.split("\n\n") if part.startswith("|")]
        assert len(tables) == 2
        assert all(len({line.count(" | ") for line in table}) == 1 for table in tables)
        assert all(f"`{check}`" in text for check in CHECKS)
        assert "<b>" not in text
        assert "`autograder verify`" in text
    assert "No target is missed." in markdown(good)
    assert "renamed" in markdown(good)
    assert "- Missed: squeezed survives" in markdown(poor)
    assert markdown(good, ["## What real data show\n\nMuch.\n"]).endswith("\n\n## What real data show\n\nMuch.\n")


def test_the_report_survives_json(poor: CourseReport) -> None:
    assert msgspec.json.decode(msgspec.json.encode(poor), type=CourseReport) == poor
