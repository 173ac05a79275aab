"""Grade one submission: intake, run, check, score, diagnose. Called in a trusted worker process, once per submission."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from nbformat import NotebookNode

from autograder.course import Assignment, Course, Limits
from autograder.datasets.data import CourseData
from autograder.errors import SubmissionError
from autograder.grade import CheckResult, Finding, Grade, GradeStatus, QuestionResult
from autograder.grading.diagnosis import Diagnostician
from autograder.grading.files import Files, digest_with
from autograder.grading.kernel import Isolation, StudentKernel
from autograder.grading.material import Material, load_material
from autograder.grading.phases import OnPhase, silent, throttled
from autograder.grading.pictures import pictures_of
from autograder.grading.plugin import CheckRun, SeedOf, repeat_checks, run_checks, seed_of
from autograder.grading.reference import load_misconceptions, load_reference
from autograder.grading.run import NotebookRun
from autograder.grading.scoring import score_questions
from autograder.grading.student import Student
from autograder.notebook.archive import MAX_MEMBERS, SHARE
from autograder.notebook.cells import GradeCell, grade_id_of, is_locked
from autograder.notebook.intake import Intake, take_in
from autograder.notebook.read import read_notebook

DEMONSTRATION_TAG = "demonstration"
"""Of a locked cell that only shows something: no later answer and no check needs what it computes."""
_NO_GPU = Finding(
    kind="no_gpu",
    cell="",
    message="This assignment is made for a graphics card. It was graded on a machine without one, with the shorter training "
    "that the notebook has for this case, so numbers may differ from those you saw.",
)
SHOWN_FILES = 3
NO_FILES = Files()
ROUND_SECONDS = 120.0
"""Time that one more round of all checks may take where they are repeated."""


@dataclass(frozen=True, kw_only=True)
class Graded:
    """What grading one submission leaves: the grade, the notebook as it was run, and problems for the instructor."""

    grade: Grade
    notebook: NotebookNode | None
    problems: tuple[str, ...] = ()
    """Tracebacks of broken checks; never shown to a student."""


def grade_submission(
    course: Course,
    assignment: Assignment,
    student: str,
    path: Path,
    *,
    files: Files = NO_FILES,
    isolation: Isolation,
    slot: Path | None = None,
    material: Material | None = None,
    demonstrations: bool = True,
    secret: bytes | None = None,
    on_phase: OnPhase = silent,
) -> Graded:
    """Grade the notebook at ``path``.

    Args:
        files: what the student handed in beside it; the kernel finds it in its working folder.
        slot: control socket of a running sandbox slot, for isolation ``sandbox``.
        material: from :func:`load_material`; read afresh when not given.
        demonstrations: run the locked cells tagged :data:`DEMONSTRATION_TAG` as well.
        secret: what all seeds are derived from; the course's own when not given.
        on_phase: called with ``preparing``, ``running`` (a few times a second at most), ``checking`` and ``recording``.

    Raises:
        AuthorError: the course's material is wrong.
        InfrastructureError: the machine failed; try again.
    """
    started = time.monotonic()
    on_phase("preparing", 0, 0)
    limits = course.limits_of(assignment)
    material = material or load_material(course, assignment)
    try:
        submission, alone = read_notebook(path, limits)
    except SubmissionError as problem:
        return Graded(grade=unreadable(student, assignment, material.cells, problem), notebook=None)
    digest = digest_with(alone, files.content)
    intake = take_in(material.source, material.release, submission)
    secret = secret or course.secret()
    seed = seed_of(secret, digest, "kernel") % 2**63
    with StudentKernel(
        course, limits, seed=seed, isolation=isolation, slot=slot, data=_served(material), files=files.content
    ) as kernel:
        left_out = files.left_out + kernel.left_out
        run = _executed(kernel, intake, limits, demonstrations, on_phase)
        on_phase("checking", 0, 0)
        checks = _check_and_diagnose(course, assignment, run, intake, material, digest, secret)
    on_phase("recording", 0, 0)
    notes = _notes(limits, left_out, wants_gpu=limits.gpu > 0 and kernel.device == "cpu")
    grade = msgspec.structs.replace(
        _grade(student, assignment, material.cells, intake, run, checks, notes),
        submission_digest=digest,
        seconds=time.monotonic() - started,
    )
    return Graded(grade=grade, notebook=run.notebook, problems=tuple(c.problem for c in checks if c.problem))


def _executed(
    kernel: StudentKernel, intake: Intake, limits: Limits, demonstrations: bool, on_phase: OnPhase = silent
) -> NotebookRun:
    """The notebook's run in ``kernel``, after its last cell."""
    notebook = intake.notebook
    if not demonstrations:
        kept = [c for c in notebook.cells if not (is_locked(c) and DEMONSTRATION_TAG in c.metadata.get("tags", []))]
        notebook = NotebookNode(notebook, cells=kept)
    run = NotebookRun(kernel, notebook, limits)
    run.execute(throttled(on_phase))
    return run


def _notes(limits: Limits, left_out: Sequence[str], *, wants_gpu: bool) -> list[Finding]:
    """What the student should know of the machine that graded: it has no GPU, or no room for a file."""
    notes = [_NO_GPU] if wants_gpu else []
    if left_out:
        shown = ", ".join(left_out[:SHOWN_FILES]) + (" and others" if len(left_out) > SHOWN_FILES else "")
        sizes = f"{limits.disk_mb * SHARE:g} MB for all files together and {limits.file_mb} MB for one"
        message = f"Your notebook ran without {shown}: there is room for {MAX_MEMBERS} files, {sizes}."
        notes.append(Finding(kind="file_left_out", cell="", message=message))
    return notes


def _grade(
    student: str,
    assignment: Assignment,
    cells: tuple[GradeCell, ...],
    intake: Intake,
    run: NotebookRun,
    checks: Sequence[CheckRun],
    notes: Sequence[Finding],
) -> Grade:
    results = [check.result for check in checks]
    questions = score_questions(cells, results)
    return Grade(
        student=student,
        assignment=assignment.name,
        status=_status(results, cells, intake.findings),
        score=round(sum(q.score for q in questions), 2),
        max_score=round(sum(q.max_score for q in questions), 2),
        questions=questions,
        findings=(*intake.findings, *run.findings, *notes),
        pictures=pictures_of(run.notebook),
        message="A hidden check of this assignment broke; its points are still open." if _broken(results) else "",
    )


def unreadable(student: str, assignment: Assignment, cells: tuple[GradeCell, ...], problem: SubmissionError) -> Grade:
    """The grade of a notebook that cannot be read: 0 points, with the reason."""
    questions = tuple(
        QuestionResult(grade_id=c.grade_id, title=c.title, score=0.0, max_score=c.points, manual=c.kind == "manual")
        for c in cells
    )
    return Grade(
        student=student,
        assignment=assignment.name,
        status="unreadable",
        score=0.0,
        max_score=round(sum(c.points for c in cells), 2),
        questions=questions,
        message=problem.reason,
    )


def _check_and_diagnose(
    course: Course,
    assignment: Assignment,
    run: NotebookRun,
    intake: Intake,
    material: Material,
    digest: str,
    secret: bytes,
) -> tuple[CheckRun, ...]:
    folder = course.reference(assignment)
    reference = load_reference(folder)
    checks = run_checks(
        course.checks(assignment),
        run=run,
        student=_student(run, intake),
        reference=reference,
        seed=lambda check: seed_of(secret, digest, check),
        questions=_automatic(material.cells),
        data=CourseData(material.data),
    )
    doctor = Diagnostician(folder, load_misconceptions(folder), reference)
    return tuple(_diagnosed(check, doctor) for check in checks)


def measure_submission(
    course: Course,
    assignment: Assignment,
    path: Path,
    *,
    kernel_seed: int,
    seeds: Sequence[SeedOf],
    training: bool | None = None,
    isolation: Isolation,
    slot: Path | None = None,
    material: Material | None = None,
    demonstrations: bool = True,
) -> tuple[tuple[CheckRun, ...], ...]:
    """Run the notebook at ``path`` once, in a kernel seeded with ``kernel_seed``, and its checks once for each of ``seeds``.

    Args:
        training: run only the checks marked so (True) or only the others (False); default: all.
        demonstrations: as for :func:`grade_submission`.

    Raises:
        AuthorError: the course's material is wrong, or no check is left.
        InfrastructureError: the machine failed; try again.
        SubmissionError: the notebook cannot be read.
    """
    limits = course.limits_of(assignment)
    material = material or load_material(course, assignment)
    submission, _ = read_notebook(path, limits)
    intake = take_in(material.source, material.release, submission)
    # The life of a sandboxed kernel is bounded too, by what one grading needs.
    longer = dataclasses.replace(limits, notebook_seconds=limits.notebook_seconds + ROUND_SECONDS * len(seeds))
    with StudentKernel(course, longer, seed=kernel_seed, isolation=isolation, slot=slot, data=_served(material)) as kernel:
        run = _executed(kernel, intake, limits, demonstrations)
        return repeat_checks(
            course.checks(assignment),
            run=run,
            student=_student(run, intake),
            reference=load_reference(course.reference(assignment)),
            seeds=seeds,
            questions=_automatic(material.cells),
            data=CourseData(material.data),
            training=training,
        )


def _served(material: Material) -> Path | None:
    return material.data.served if material.data is not None else None


def _student(run: NotebookRun, intake: Intake) -> Student:
    return Student(run, intake.sources, _later_sources(intake.notebook))


def _automatic(cells: tuple[GradeCell, ...]) -> frozenset[str]:
    return frozenset(cell.grade_id for cell in cells if cell.kind == "auto")


def _later_sources(notebook: NotebookNode) -> dict[str, tuple[str, ...]]:
    """For each answer cell the texts of the student's code cells that run after it."""
    own = [cell for cell in notebook.cells if cell.cell_type == "code" and not is_locked(cell)]
    names = [grade_id_of(cell) for cell in own]
    return {name: tuple(cell.source for cell in own[place + 1 :]) for place, name in enumerate(names) if name}


def _diagnosed(check: CheckRun, doctor: Diagnostician) -> CheckRun:
    if check.result.status != "failed":
        return check
    diagnosis = doctor.diagnose(check.result.question, check.calls)
    result = msgspec.structs.replace(check.result, diagnosis=diagnosis)
    return CheckRun(result=result, calls=check.calls, problem=check.problem)


def _broken(checks: list[CheckResult]) -> bool:
    return any(check.status == "error" for check in checks)


def _status(checks: list[CheckResult], cells: tuple[GradeCell, ...], findings: tuple[Finding, ...]) -> GradeStatus:
    """A written answer that was never touched waits for nobody."""
    if _broken(checks):
        return "check_error"
    untouched = {finding.cell for finding in findings if finding.kind in ("empty_answer", "missing_cell")}
    waits = any(cell.kind == "manual" and cell.grade_id not in untouched for cell in cells)
    return "needs_manual" if waits else "graded"
