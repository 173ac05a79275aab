"""results.json follows Gradescope's schema, adds up, and hides what is hidden."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from autograder.feedback.gradescope import results_json
from autograder.grade import CheckResult, Grade, QuestionResult

MakeGrade = Callable[..., Grade]
MakeCheck = Callable[..., CheckResult]

TOP = {
    "score", "execution_time", "output", "output_format", "test_output_format", "test_name_format", "visibility",
    "stdout_visibility", "extra_data", "tests", "leaderboard",
}  # fmt: skip
TEST = {
    "score", "max_score", "status", "name", "name_format", "number", "output", "output_format", "tags", "visibility",
    "extra_data",
}  # fmt: skip
VISIBILITY = {"visible", "hidden", "after_due_date", "after_published"}


def total(results: dict[str, Any], name: str = "score") -> float:
    return math.fsum(test.get(name, 0) for test in results["tests"])


def without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_times(item) for name, item in value.items() if name != "execution_time"}
    return [without_times(item) for item in value] if isinstance(value, list) else value


def test_only_fields_of_the_schema_are_used(grade: Grade) -> None:
    results = json.loads(json.dumps(results_json(grade), allow_nan=False))
    assert set(results) <= TOP
    assert {results["visibility"], results["stdout_visibility"]} <= VISIBILITY
    assert {results["output_format"], results["test_output_format"], results["test_name_format"]} == {"text"}
    for test in results["tests"]:
        assert set(test) <= TEST
        assert test["visibility"] in VISIBILITY
        assert test.get("status", "passed") in {"passed", "failed"}
        assert isinstance(test["number"], str)


def test_the_tests_add_up_to_the_score(grade: Grade) -> None:
    results = results_json(grade)
    assert results["score"] == grade.score
    assert total(results) == pytest.approx(grade.score, abs=1e-9)
    assert total(results, "max_score") == pytest.approx(6 + 3 + 1 + 1)  # 1 point of a broken check and 2 of a person are open


def test_weights_share_the_points(make_grade: MakeGrade, make_check: MakeCheck) -> None:
    checks = tuple(make_check(f"t{i}", f"T{i}", "q", weight=weight) for i, weight in enumerate((1, 2, 4)))
    question = QuestionResult(grade_id="q", title="Q", score=10, max_score=10, checks=checks)
    results = results_json(make_grade(questions=(question,), status="graded"))
    assert [test["max_score"] for test in results["tests"]] == pytest.approx([10 / 7, 20 / 7, 40 / 7])
    assert total(results) == pytest.approx(10, abs=1e-9)


def test_a_score_that_a_person_changed_is_one_test(make_grade: MakeGrade, make_check: MakeCheck) -> None:
    failed = make_check("t", "T", "q", status="failed", message="why")
    question = QuestionResult(grade_id="q", title="Q", score=1.5, max_score=2, checks=(failed,))
    [test] = results_json(make_grade(questions=(question,), status="graded"))["tests"]
    assert (test["score"], test["max_score"], test["name"], test["output"]) == (1.5, 2, "Q", "why")


def test_open_points_carry_no_score(grade: Grade) -> None:
    tests = {test["name"]: test for test in results_json(grade)["tests"]}
    for name in ("Sobel edges: A constant image has no edges", "What does the edge filter see?"):
        assert {"score", "max_score", "status"}.isdisjoint(tests[name])
        assert tests[name]["output"]


def test_a_failed_check_says_why_and_what_to_do(grade: Grade) -> None:
    output = results_json(grade)["tests"][2]["output"]
    assert "31 of 42" in output
    assert "We recognise this result: True convolution" in output
    assert "Next step:" in output


def test_infrastructure_is_no_zero(make_grade: MakeGrade) -> None:
    results = results_json(make_grade(status="infrastructure", score=0))
    assert "score" not in results
    assert results["tests"] == []


def test_an_unreadable_notebook_scores_nothing_and_says_why(make_grade: MakeGrade) -> None:
    results = results_json(make_grade(status="unreadable", score=0, questions=(), message="it is not JSON"))
    assert results["score"] == 0
    assert "it is not JSON" in results["output"]


def test_equal_grades_differ_in_times_only(make_grade: MakeGrade) -> None:
    first, second = make_grade(seconds=1.5), make_grade(seconds=9.25)
    slow = msgspec.structs.replace(second.questions[0].checks[0], seconds=7.0)
    conv = msgspec.structs.replace(second.questions[0], checks=(slow, *second.questions[0].checks[1:]))
    second = msgspec.structs.replace(second, questions=(conv, *second.questions[1:]))
    assert results_json(first) != results_json(second)
    assert without_times(results_json(first)) == without_times(results_json(second))


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(item)


def test_a_broken_checks_message_and_student_control_characters_are_kept_out(make_grade: MakeGrade) -> None:
    for status in ("check_error", "infrastructure"):
        found = list(texts(results_json(make_grade(status=status, student="a\ud800\x1b"))))
        assert not any("SECRET" in text for text in found)
        assert "a\ufffd␛" in found


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_no_number_that_json_lacks_is_written(make_grade: MakeGrade, value: float) -> None:
    with pytest.raises(ValueError, match="no number"):
        results_json(make_grade(score=value))
    with pytest.raises(ValueError, match="no number"):
        results_json(make_grade(seconds=value))
