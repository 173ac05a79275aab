"""A grade as JUnit XML, for continuous integration: pytest's xunit2 shape, with the points in properties.

``failure`` is the student's to mend, ``error`` is ours (a broken check, the machine), ``skipped`` waits for a person.
"""

from __future__ import annotations

from datetime import datetime
from xml.etree import ElementTree

from autograder.feedback import report
from autograder.feedback.text import visible_all
from autograder.grade import CheckResult, Grade, QuestionResult

__all__ = ["junit_xml"]


def junit_xml(grade: Grade, *, timestamp: datetime | None = None, hostname: str = "") -> str:
    """The XML document of one grade.

    Args:
        grade: its texts may hold anything; characters that XML forbids are replaced.
        timestamp: when it was graded; left out by default, so that equal grades give equal files apart from times.
        hostname: where it was graded; left out by default.
    """
    grade = visible_all(grade)
    suite = ElementTree.Element("testsuite", name=grade.assignment)
    _properties(
        suite,
        student=grade.student,
        status=grade.status,
        score=report.points(grade.score),
        max_score=report.points(grade.max_score),
        submission_digest=grade.submission_digest,
    )
    for case in _cases(grade):
        suite.append(case)
    findings = [f"{report.FINDING_WORDS[finding.kind]} {finding.cell}: {finding.message}" for finding in grade.findings]
    if findings:
        ElementTree.SubElement(suite, "system-out").text = "\n".join(findings)
    suite.set("tests", str(len(suite.findall("testcase"))))
    for kind, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        suite.set(name, str(len(suite.findall(f"testcase/{kind}"))))
    suite.set("time", f"{grade.seconds:.3f}")
    if timestamp:
        suite.set("timestamp", timestamp.isoformat())
    if hostname:
        suite.set("hostname", hostname)
    suites = ElementTree.Element("testsuites")
    suites.append(suite)
    ElementTree.indent(suites)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(suites, encoding="unicode") + "\n"


def _cases(grade: Grade) -> list[ElementTree.Element]:
    if grade.status in ("unreadable", "infrastructure"):
        case = ElementTree.Element("testcase", classname=grade.assignment, name="notebook", time="0.000")
        kind = "failure" if grade.status == "unreadable" else "error"
        ElementTree.SubElement(case, kind, message=report.verdict(grade))
        return [case]
    return [case for question in grade.questions for case in _question_cases(grade, question)]


def _question_cases(grade: Grade, question: QuestionResult) -> list[ElementTree.Element]:
    classname = f"{grade.assignment}.{question.grade_id}"
    if question.checks and not report.waits(grade, question):
        return [_check_case(question, check, classname) for check in question.checks]
    case = ElementTree.Element("testcase", classname=classname, name=question.title, time="0.000")
    _points(case, question.score, question.max_score)
    if report.waits(grade, question):
        ElementTree.SubElement(case, "skipped", message=report.WAITS)
    return [case]


def _check_case(question: QuestionResult, check: CheckResult, classname: str) -> ElementTree.Element:
    case = ElementTree.Element("testcase", classname=classname, name=check.title, time=f"{check.seconds:.3f}")
    total = sum(other.weight for other in question.checks)
    share = question.max_score * check.weight / total if total else 0.0
    _points(case, share if check.status == "passed" else 0.0, share)
    if check.status == "error":
        ElementTree.SubElement(case, "error", message=report.CHECK_BROKE)
    elif check.status == "failed":
        failure = ElementTree.SubElement(case, "failure", message=check.message or check.title)
        failure.text = "\n".join(filter(None, [check.diagnosis.hint if check.diagnosis else "", check.hint]))
    return case


def _points(case: ElementTree.Element, score: float, whole: float) -> None:
    _properties(case, points=report.points(score), max_points=report.points(whole))


def _properties(parent: ElementTree.Element, **values: str) -> None:
    properties = ElementTree.SubElement(parent, "properties")
    for name, value in values.items():
        ElementTree.SubElement(properties, "property", name=name, value=value)
