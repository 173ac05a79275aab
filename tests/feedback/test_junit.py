"""The JUnit file tells the student's failures from our errors and is well-formed for any text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from autograder.feedback.junit import junit_xml
from autograder.grade import CheckResult, Grade, QuestionResult

MakeGrade = Callable[..., Grade]


def read(text: str) -> ElementTree.Element:
    suite = ElementTree.fromstring(text.encode()).find("testsuite")  # noqa: S314  # written by junit_xml
    assert suite is not None
    return suite


def properties(element: ElementTree.Element) -> dict[str, str]:
    return {found.attrib["name"]: found.attrib["value"] for found in element.findall("properties/property")}


def test_counts_and_points(grade: Grade) -> None:
    suite = read(junit_xml(grade))
    counts = [suite.get(name) for name in ("name", "tests", "failures", "errors", "skipped", "time")]
    assert counts == ["conv_by_hand", "11", "5", "1", "1", "2.345"]
    assert properties(suite)["score"] == "4"
    assert properties(suite)["max_score"] == "14"
    cases = suite.findall("testcase")
    assert sum(float(properties(case)["points"]) for case in cases) == grade.score
    assert sum(float(properties(case)["max_points"]) for case in cases) == grade.max_score


def test_failures_are_the_students_and_errors_are_ours(grade: Grade) -> None:
    cases = {case.get("name"): case for case in read(junit_xml(grade)).findall("testcase")}
    failure = cases["The kernel slides over the image as it is"].find("failure")
    assert failure is not None
    assert "31 of 42" in failure.attrib["message"]
    assert "flipped kernel" in (failure.text or "")
    assert cases["A constant image has no edges"].find("error") is not None
    assert cases["What does the edge filter see?"].find("skipped") is not None
    assert "SECRET" not in junit_xml(grade)


def test_a_notebook_that_was_not_graded_is_one_case(make_grade: MakeGrade) -> None:
    unreadable = read(junit_xml(make_grade(status="unreadable", message="it is not JSON")))
    assert unreadable.find("testcase/failure") is not None
    infrastructure = read(junit_xml(make_grade(status="infrastructure", message="SECRET")))
    assert (infrastructure.get("tests"), infrastructure.get("errors"), infrastructure.get("failures")) == ("1", "1", "0")
    assert "SECRET" not in junit_xml(make_grade(status="infrastructure", message="SECRET"))


def test_place_and_time_are_written_where_given(grade: Grade) -> None:
    when = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
    suite = read(junit_xml(grade, timestamp=when, hostname="ci-1"))
    assert (suite.get("timestamp"), suite.get("hostname")) == ("2026-05-04T03:02:01+00:00", "ci-1")
    assert read(junit_xml(grade)).get("timestamp") is None


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_gives_a_well_formed_file(text: str) -> None:
    check = CheckResult(check="c", title=text, question="q", weight=1, status="failed", message=text, hint=text)
    question = QuestionResult(grade_id=text, title=text, score=0, max_score=1, checks=(check,))
    grade = Grade(student=text, assignment="a", status="graded", score=0, max_score=1, questions=(question,))
    case = read(junit_xml(grade)).find("testcase")
    assert case is not None
    assert list(case.attrib) == ["classname", "name", "time"]
