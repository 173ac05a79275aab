"""A grade as Gradescope's ``results.json``.

One test for each check; its points are the question's points times its share of the weight, so that the tests add up to the
score. What is neither given nor lost (a person's question, a broken check) carries no score. All outputs are plain text.
"""

from __future__ import annotations

import math
from typing import Any

from autograder.feedback import report
from autograder.feedback.text import visible_all
from autograder.grade import CheckResult, Grade, QuestionResult

__all__ = ["results_json"]


def results_json(grade: Grade) -> dict[str, Any]:
    """``grade`` in Gradescope's schema: JSON values only, numbers finite, times in fields named ``execution_time`` only.

    A submission that the machine could not grade has neither ``score`` nor scored tests, which Gradescope reports as a failure
    of the autograder and not as zero points.

    Raises:
        ValueError: a number is not finite.
    """
    grade = visible_all(grade)
    tests = [test for number, question in enumerate(grade.questions, 1) for test in _tests(grade, question, number)]
    results: dict[str, Any] = {
        "score": _finite(grade.score),
        "execution_time": _finite(grade.seconds),
        "output": _output(grade),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {
            "assignment": grade.assignment,
            "student": grade.student,
            "status": grade.status,
            "max_score": _finite(grade.max_score),
            "submission_digest": grade.submission_digest,
        },
        "tests": tests,
    }
    if grade.status == "infrastructure":
        return {name: value for name, value in results.items() if name != "score"} | {"tests": []}
    return results


def _output(grade: Grade) -> str:
    lines = [report.verdict(grade)]
    for finding in grade.findings:
        where = f" ({finding.cell})" if finding.cell else ""
        lines.append(f"{report.FINDING_WORDS[finding.kind]}{where}: {finding.message}")
    return "\n".join(filter(None, lines))


def _tests(grade: Grade, question: QuestionResult, number: int) -> list[dict[str, Any]]:
    """The question's checks as tests; one test for the whole question where checks do not make up its score."""
    total = math.fsum(check.weight for check in question.checks)
    if report.waits(grade, question) or not total > 0:
        return [_whole(grade, question, number)]
    shares = [question.max_score * check.weight / total for check in question.checks]
    given = math.fsum(share for share, check in zip(shares, question.checks, strict=True) if check.status == "passed")
    if not math.isclose(given, question.score, abs_tol=1e-6):  # a person has changed the score
        return [_whole(grade, question, number)]
    return [
        _test(question, check, share, f"{number}.{place}")
        for place, (check, share) in enumerate(zip(question.checks, shares, strict=True), 1)
    ]


def _test(question: QuestionResult, check: CheckResult, share: float, number: str) -> dict[str, Any]:
    told = {"passed": "", "failed": _why(check), "error": report.CHECK_BROKE}[check.status]
    scored: dict[str, Any] = {}
    if check.status != "error":
        scored = {
            "score": _finite(share if check.status == "passed" else 0.0),
            "max_score": _finite(share),
            "status": check.status,
        }
    return scored | {
        "name": f"{question.title}: {check.title}",
        "number": number,
        "output": told,
        "tags": [question.grade_id],
        "visibility": "visible",
        "extra_data": {"check": check.check, "status": check.status, "points": share, "execution_time": _finite(check.seconds)},
    }


def _whole(grade: Grade, question: QuestionResult, number: int) -> dict[str, Any]:
    state = report.state(grade, question)
    scored: dict[str, Any] = {}
    if state not in ("waiting", "open"):
        status = "passed" if state == "full" else "failed"
        scored = {"score": _finite(question.score), "max_score": _finite(question.max_score), "status": status}
    lines = [report.WAITS] if state == "waiting" else [_why(check) for check in question.checks if check.status == "failed"]
    return scored | {
        "name": question.title,
        "number": str(number),
        "output": "\n".join(filter(None, lines)),
        "tags": [question.grade_id],
        "visibility": "visible",
        "extra_data": {"status": state, "points": _finite(question.max_score)},
    }


def _why(check: CheckResult) -> str:
    lines = [check.message]
    if check.diagnosis:
        lines.append(f"We recognise this result: {check.diagnosis.title}. {check.diagnosis.hint}")
    if check.hint:
        lines.append(f"Next step: {check.hint}")
    return "\n".join(filter(None, lines))


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(f"{value!r} is no number that a result may hold")
    return value + 0.0
