"""A grade as a short Markdown summary, for the job page of continuous integration (GitHub-flavoured)."""

from __future__ import annotations

import re

from autograder.feedback import report
from autograder.feedback.text import visible_all
from autograder.grade import Grade, QuestionResult

__all__ = ["summary_markdown"]

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_MARKS: dict[report.State, str] = {"full": "✅", "part": "🟡", "none": "❌", "waiting": "⏳", "open": "⚠️"}


def summary_markdown(grade: Grade, assignment_title: str) -> str:
    """Heading, points of each question and what to mend next; texts cannot form markup, mentions or links."""
    grade = visible_all(grade)
    if grade.status == "infrastructure":
        total = "not graded yet"
    else:
        total = f"{report.points(grade.score)} of {report.count(grade.max_score, 'point')}"
    lines = [f"## {literal(assignment_title)}: {total}", ""]
    if report.verdict(grade):
        lines += [literal(report.verdict(grade)), ""]
    if grade.questions and grade.status not in ("infrastructure", "unreadable"):
        lines += ["| Question | Points | Result |", "|:--|--:|:--|"]
        lines += [_row(grade, question) for question in grade.questions]
        lines.append("")
    for question in grade.questions:
        lines += _next_steps(question)
    if grade.findings:
        lines += ["### What we noticed in the notebook", ""]
        for finding in grade.findings:
            where = f" ({literal(finding.cell)})" if finding.cell else ""
            lines.append(f"- **{report.FINDING_WORDS[finding.kind]}**{where}: {literal(finding.message)}")
        lines.append("")
    return "\n".join(lines)


def literal(text: str) -> str:
    """``text`` on one line, shown as it is: punctuation as character references, ``@`` and ``#`` kept from linking."""
    shown = _PUNCTUATION.sub(lambda match: f"&#{ord(match[0])};", " ".join(text.split()))
    return shown.replace("&#64;", "&#64;\u2060").replace("&#35;", "&#35;\u2060")


def _row(grade: Grade, question: QuestionResult) -> str:
    state = report.state(grade, question)
    given = "–" if state == "waiting" else report.points(question.score)
    words = f"{_MARKS[state]} {report.STATE_WORDS[state]}"
    return f"| {literal(question.title)} | {given} of {report.points(question.max_score)} | {words} |"


def _next_steps(question: QuestionResult) -> list[str]:
    lines = []
    for diagnosis in report.diagnoses(question):
        lines.append(f"- **We recognise this result: {literal(diagnosis.title)}** {literal(diagnosis.hint)}")
    for failure in report.failures(question):
        titles = "; ".join(map(literal, failure.titles))
        told = " ".join(map(literal, [failure.message, *failure.hints]))
        lines.append(f"- ❌ {titles}: {told}" if told.strip() else f"- ❌ {titles}")
    return [f"### {literal(question.title)}", "", *lines, ""] if lines else []
