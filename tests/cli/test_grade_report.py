"""The table and the lines that `autograder grade` shows."""

from __future__ import annotations

import io
import json
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from autograder.cli.grade_report import STATUS, plain, problem_line, progress, show
from autograder.course import Assignment, Course
from autograder.grade import CheckResult, Diagnosis, Finding, Grade, Picture, QuestionResult


def a_grade(**changes) -> Grade:
    diagnosis = Diagnosis(name="flipped", title="The kernel is flipped.", hint="Do not flip it.")
    check = CheckResult(
        check="test_a::test_b",
        title="It slides",
        question="conv2d",
        weight=2,
        status="failed",
        message="no",
        diagnosis=diagnosis,
    )
    question = QuestionResult(grade_id="conv2d", title="Convolution", score=1.5, max_score=3, checks=(check,))
    grade = Grade(
        student="Zoë [b]Müller[/b]", assignment="conv", status="graded", score=1.5, max_score=3.0, questions=(question,)
    )
    return msgspec.structs.replace(grade, **changes)


def shown(*grades: Grade) -> str:
    course = Course(name="Course", course_id="c", assignments=[Assignment(name="conv", title="Convolution")], root=Path("/c"))
    text = io.StringIO()
    show(Console(file=text, width=160), course, course.assignments[0], grades)
    return text.getvalue()


def test_a_row_names_student_score_status_and_why():
    """A row holds the student as written (no markup), the score, the status in words, and the recognised misconception."""
    [row] = [line for line in shown(a_grade()).splitlines() if "Zoë" in line]
    assert [cell.strip() for cell in row.strip("│").split("│")] == [
        "Zoë [b]Müller[/b]",
        "1.5 / 3",
        "graded",
        "The kernel is flipped",
    ]


@pytest.mark.parametrize("status", STATUS)
def test_each_status_has_a_word(status):
    """Colour is never the only sign: every status is told in its own words."""
    assert len({word for word, _ in STATUS.values()}) == len(STATUS)
    assert STATUS[status][0] in shown(a_grade(status=status))


def test_what_was_not_graded_has_no_score():
    """An infrastructure failure shows a dash, not a zero, and does not count in the mean."""
    text = shown(a_grade(), a_grade(student="b", status="infrastructure", score=0.0, message="the sandbox died"))
    assert "– / 3" in text
    assert "mean score 1.50 of 3" in text


def test_the_end_says_where_things_are():
    """Below the table stand the numbers of the class, the feedback and the gradebook."""
    text = shown(a_grade(), a_grade(student="b", status="unreadable", score=0.0, message="no notebook"))
    assert "2 submissions (graded: 1, unreadable: 1); mean score 0.75 of 3" in text
    assert "/results/<student>/conv/feedback.html" in text
    assert "gradebook.db" in text


def test_findings_are_named_with_their_cell():
    """Missing answer cells and a kernel that died are named in the note; one kind once, with all its cells."""
    findings = (
        Finding(kind="missing_cell", cell="max_pool", message="gone"),
        Finding(kind="kernel_died", cell="", message="died"),
        Finding(kind="missing_cell", cell="conv2d", message="gone"),
        Finding(kind="locked_cell_changed", cell="imports", message="restored"),
    )
    text = shown(a_grade(findings=findings))
    assert "missing cell (max_pool, conv2d); python stopped working; The kernel is flipped" in text
    assert "imports" not in text


def test_a_long_list_of_cells_is_cut():
    """Of many unanswered cells the first three are named, and how many more there are."""
    findings = [Finding(kind="empty_answer", cell=f"q{i}", message="") for i in range(5)]
    assert "no answer yet (q0, q1, q2, and 2 more)" in shown(a_grade(findings=tuple(findings)))


def test_a_problem_is_one_line_with_the_path():
    """An unreadable notebook gives one line with its path; a graded one gives none."""
    grade = a_grade(status="unreadable", message="it is not JSON\n(line 3)")
    assert problem_line(grade, Path("x/conv.ipynb")) == "autograder: x/conv.ipynb: unreadable: it is not JSON (line 3)"
    assert problem_line(a_grade(), Path("x/conv.ipynb")) == ""


def test_plain_data_holds_what_scripts_need():
    """The JSON object holds student, assignment, score, maximum, status and questions, and no picture."""
    data = json.loads(json.dumps(plain(a_grade(pictures=(Picture(title="t", alt="a", png=b"\x89PNG"),)))))
    assert {"student", "assignment", "score", "max_score", "status", "questions"} <= set(data)
    assert data["questions"][0]["checks"][0]["diagnosis"]["name"] == "flipped"
    assert "pictures" not in data


def test_a_terminal_gets_a_bar_and_a_log_only_what_takes_long(monkeypatch, capfd):
    """Fresh and kept grades count; the bar names who was graded last, a log gets nothing within its first minute."""
    for terminal in (True, False):
        monkeypatch.setenv("FORCE_COLOR", "1" if terminal else "")
        with progress("Convolution", 2) as on_done:
            on_done(a_grade(), True)
            on_done(a_grade(), False)
        assert ("(kept)" in capfd.readouterr().err) is terminal
