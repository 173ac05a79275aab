"""`autograder grade`: a class, some of its students, or one notebook file."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from autograder.cli.grade_report import plain, problem_line, progress, show
from autograder.cli.options import AssignmentNames, CourseFolder, JsonFile, check_json, chosen, output, write_json
from autograder.course import Assignment, Course, load_course
from autograder.errors import InfrastructureError, SubmissionError, UsageError
from autograder.grade import Grade
from autograder.grading.batch import Submission, check_student, find_submissions, grade_class
from autograder.notebook.read import read_notebook

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def command(
    assignments: AssignmentNames = None,
    student: Annotated[
        list[str] | None, typer.Option("--student", metavar="ID", help="Only this student; may be given several times.")
    ] = None,
    notebook: Annotated[
        Path | None, typer.Option("--notebook", metavar="PATH", help="Grade this file, for one --student of one assignment.")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, metavar="N", help="Submissions graded at once.")] = CORES,
    force: Annotated[bool, typer.Option("--force", help="Grade again what is graded already.")] = False,
    isolation: Annotated[
        Literal["sandbox", "none"],
        typer.Option("--isolation", help="none runs the code unprotected as you: for your own notebooks only."),
    ] = "sandbox",
    course: CourseFolder = Path(),
    json: JsonFile = None,
) -> None:
    """Grade submissions: scores to the gradebook, feedback to the students.

    Takes the notebooks from submitted/<student>/<assignment>/. Student code runs in a sandbox; hidden checks run outside of it.
    What is graded already and has not changed is kept, so the same command goes on after an interruption. A submission that
    cannot be read is reported and graded 0; it never stops the others, but the command then ends with exit code 2.
    """
    check_json(json)
    loaded = load_course(course)
    found = _submissions(loaded, chosen(loaded, assignments), student or (), notebook)
    grades: list[Grade] = []
    for assignment, submissions in found:
        with progress(assignment.title, len(submissions)) as on_done, _resumable():
            made = grade_class(loaded, assignment, submissions, jobs=jobs, force=force, isolation=isolation, on_done=on_done)
        show(output(json), loaded, assignment, made)
        for submission, grade in zip(submissions, made, strict=True):
            if line := problem_line(grade, submission.path):
                typer.echo(line, err=True)
        grades += made
    write_json(json, [plain(grade) for grade in grades])
    raise typer.Exit(_exit_code(grades))


@contextlib.contextmanager
def _resumable() -> Iterator[None]:
    """Turn Ctrl-C into a line that says how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("\nautograder: interrupted; what is graded is kept, the same command goes on from here", err=True)
        raise typer.Exit(130) from None


def _submissions(
    course: Course, assignments: Sequence[Assignment], students: Sequence[str], notebook: Path | None
) -> list[tuple[Assignment, list[Submission]]]:
    """What to grade, by assignment.

    Raises:
        UsageError: nothing is there, or the options do not go together.
        SubmissionError: the file of ``--notebook`` cannot be read.
    """
    if notebook is not None:
        if len(students) != 1 or len(assignments) != 1:
            raise UsageError("--notebook needs one ASSIGNMENT and one --student ID")
        check_student(students[0])
        read_notebook(notebook, course.limits_of(assignments[0]))  # one file is refused at once; nothing is recorded
        return [(assignments[0], [Submission(student=students[0], path=notebook, submitted_at=None)])]
    found = [(assignment, find_submissions(course, assignment, students)) for assignment in assignments]
    there = [(assignment, submissions) for assignment, submissions in found if submissions]
    if not there:
        of = f" of {', '.join(students)}" if students else ""
        names = ", ".join(assignment.name for assignment in assignments)
        raise UsageError(f"no submission{of} for {names} in {course.root / 'submitted'}/<student>/<assignment>/")
    return there


def _exit_code(grades: Sequence[Grade]) -> int:
    statuses = {grade.status for grade in grades}
    if "infrastructure" in statuses:
        return InfrastructureError.exit_code
    if statuses & {"unreadable", "check_error"}:
        return SubmissionError.exit_code
    return 0
