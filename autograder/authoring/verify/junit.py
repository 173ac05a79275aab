"""The report as JUnit XML: one suite per assignment, one case per target.

``failure`` is a missed target; ``skipped`` is one that too few runs were made to show.
"""

from __future__ import annotations

from xml.etree import ElementTree

from autograder.authoring.verify.report import AssignmentReport, CourseReport, Verdict
from autograder.feedback.text import visible

__all__ = ["junit_xml"]


def junit_xml(report: CourseReport) -> str:
    """The XML document; characters that XML forbids are replaced."""
    suites = ElementTree.Element("testsuites", time=f"{report.seconds:.3f}")
    for each in report.assignments:
        suites.append(_suite(each))
    ElementTree.indent(suites)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(suites, encoding="unicode") + "\n"


def _suite(report: AssignmentReport) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", name=report.assignment)
    states = [verdict.state for verdict in report.verdicts]
    suite.set("tests", str(len(states)))
    suite.set("failures", str(states.count("missed")))
    suite.set("errors", "0")
    suite.set("skipped", str(states.count("open")))
    for verdict in report.verdicts:
        suite.append(_case(report.assignment, verdict))
    if report.notes:
        ElementTree.SubElement(suite, "system-out").text = visible("\n".join(report.notes))
    return suite


def _case(assignment: str, verdict: Verdict) -> ElementTree.Element:
    name = visible(verdict.subject or assignment)
    case = ElementTree.Element("testcase", classname=f"{assignment}.{verdict.kind}", name=name, time="0.000")
    if verdict.state == "missed":
        ElementTree.SubElement(case, "failure", message=visible(verdict.message))
    elif verdict.state == "open":
        ElementTree.SubElement(case, "skipped", message=visible(verdict.message))
    return case
