"""Put an assignment into the gradebook as ``nbgrader generate_assignment`` leaves it, without running a command.

nbgrader refuses to change the cells of a notebook once there are submissions. Here a source notebook may change at any time:
what a change makes doubtful is marked as needing a grade until the submission is graded again, and nothing a person entered is
ever deleted.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from autograder.course import Assignment, Course
from autograder.errors import AuthorError
from autograder.gradebook.database import transaction

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from nbgrader.api import Gradebook

__all__ = ["ensure_assignment"]


def ensure_assignment(gradebook: Gradebook, course: Course, assignment: Assignment, source_nb: NotebookNode) -> None:
    """Record the assignment, its notebook and its grade, solution, task and source cells; calling it again changes nothing.

    The due date is written when ``assignment.due`` is set; otherwise one entered in formgrader stays. ``source_nb`` is not
    changed. When submissions exist already: a cell with other points and a new cell need a grade in each of them until they are
    graded again; a removed cell goes with its automatic scores.

    Raises:
        AuthorError: nbgrader cannot read ``source_nb``; a removed cell holds scores or comments of a person; a notebook with
            submissions is gone from the source folder.
        InfrastructureError: the database refused.
    """
    prepared = _prepared(course, assignment, source_nb)
    with transaction(gradebook):
        due = {} if assignment.due is None else {"duedate": assignment.due}
        gradebook.update_or_create_assignment(assignment.name, **due)
        _drop_renamed_notebooks(gradebook, course, assignment)
        _match_cells(gradebook, course, assignment, prepared)
    # SaveCells opens the database a second time: nothing of ours may be uncommitted here.
    _run(course, assignment, ["SaveCells"], prepared)
    with transaction(gradebook):
        _complete_submissions(gradebook, assignment)


def _prepared(course: Course, assignment: Assignment, source_nb: NotebookNode) -> NotebookNode:
    """A copy of ``source_nb`` in the state in which nbgrader saves cells: no solutions, no outputs, checksums set."""
    steps = ["LockCells", "ClearSolutions", "ClearOutput", "CheckCellMetadata", "ComputeChecksums"]
    return _run(course, assignment, steps, copy.deepcopy(source_nb))


def _run(course: Course, assignment: Assignment, steps: list[str], nb: NotebookNode) -> NotebookNode:
    from nbgrader import preprocessors  # takes seconds to import
    from nbgrader.nbgraderformat import ValidationError

    where = {"assignment": assignment.name, "notebook": assignment.notebook, "student": ".", "db_url": course.database_url}
    resources: dict[str, Any] = {"nbgrader": where}
    try:
        for step in steps:
            nb, resources = getattr(preprocessors, step)().preprocess(nb, resources)
    except (RuntimeError, ValidationError) as problem:
        raise AuthorError(f"{course.source(assignment)}: {str(problem).splitlines()[0]}") from problem
    return nb


def _drop_renamed_notebooks(gradebook: Gradebook, course: Course, assignment: Assignment) -> None:
    """Remove notebooks whose file is gone from the source folder; their points would count as never reached."""
    folder = course.source(assignment).parent
    present = {path.stem for path in folder.glob("*.ipynb")} | {assignment.notebook}
    for notebook in gradebook.find_assignment(assignment.name).notebooks:
        if notebook.name in present:
            continue
        if notebook.submissions:
            raise AuthorError(
                f"{folder}: {notebook.name}.ipynb is gone, but the gradebook has {len(notebook.submissions)} submissions; "
                f"put it back, or remove them with `nbgrader db assignment remove {assignment.name} --force`"
            )
        gradebook.remove_notebook(notebook.name, assignment.name)


def _match_cells(gradebook: Gradebook, course: Course, assignment: Assignment, nb: NotebookNode) -> None:
    """Make the recorded cells of a notebook with submissions those of ``nb``, so that SaveCells need not refuse."""
    from nbgrader.api import MissingEntry

    try:
        notebook = gradebook.find_notebook(assignment.notebook, assignment.name)
    except MissingEntry:
        return
    if not notebook.submissions:
        return  # SaveCells then replaces the notebook as a whole
    wanted = _wanted_cells(nb)
    gone = [cell for cell in notebook._base_cells if cell.name not in wanted[cell.type]]
    _refuse_to_lose_work(gradebook, course, assignment, gone)
    for cell in gone:
        for row in _entries(gradebook, cell):
            gradebook.db.delete(row)
        gradebook.db.delete(cell)
    for source_cell in notebook.source_cells:
        if source_cell.name not in wanted["SourceCell"]:
            gradebook.db.delete(source_cell)
    gradebook.db.flush()
    gradebook.db.expire(notebook)
    _add_cells(gradebook, notebook, wanted)
    for cell in (*notebook.grade_cells, *notebook.task_cells):
        if cell.max_score != wanted[cell.type][cell.name]["max_score"]:
            for row in _entries(gradebook, cell):
                if hasattr(row, "needs_manual_grade"):
                    row.needs_manual_grade = True


def _wanted_cells(nb: NotebookNode) -> dict[str, dict[str, dict[str, Any]]]:
    """Columns of each cell of ``nb``, by table and grade id; the same choice of tables as nbgrader's SaveCells makes."""
    from nbgrader import utils

    wanted: dict[str, dict[str, dict[str, Any]]] = {"GradeCell": {}, "SolutionCell": {}, "TaskCell": {}, "SourceCell": {}}
    for cell in nb.cells:
        graded, solution, task = utils.is_grade(cell), utils.is_solution(cell), utils.is_task(cell)
        if not (graded or solution or task or utils.is_locked(cell)):
            continue
        meta = cell.metadata.nbgrader
        name, kind = meta["grade_id"], cell.cell_type
        if graded:
            wanted["GradeCell"][name] = {"max_score": float(meta["points"]), "cell_type": kind}
        if solution:
            wanted["SolutionCell"][name] = {}
        if task:
            wanted["TaskCell"][name] = {"max_score": float(meta["points"]), "cell_type": kind}
        wanted["SourceCell"][name] = {"cell_type": kind, "locked": utils.is_locked(cell), "source": cell.source}
    return wanted


def _entries(gradebook: Gradebook, cell: Any) -> list[Any]:
    """The Grade and Comment rows of one recorded cell, over all submissions."""
    from nbgrader.api import Comment, Grade

    return [row for table in (Grade, Comment) for row in gradebook.db.query(table).filter(table.cell_id == cell.id)]


def _refuse_to_lose_work(gradebook: Gradebook, course: Course, assignment: Assignment, cells: list[Any]) -> None:
    for cell in cells:
        manual = ("manual_score", "extra_credit", "manual_comment")
        touched = [
            row for row in _entries(gradebook, cell) if any(getattr(row, name, None) not in (None, "") for name in manual)
        ]
        if touched:
            raise AuthorError(
                f"{course.source(assignment)}: cell {cell.name!r} is gone or has another kind, but a person has scored or "
                f"commented on it in {len(touched)} submissions; put it back, or clear those entries in formgrader first"
            )


def _add_cells(gradebook: Gradebook, notebook: Any, wanted: dict[str, dict[str, dict[str, Any]]]) -> None:
    from nbgrader import api

    present = {(cell.type, cell.name) for cell in notebook._base_cells}
    present |= {("SourceCell", cell.name) for cell in notebook.source_cells}
    for table, cells in wanted.items():
        for name, columns in cells.items():
            if (table, name) not in present:
                gradebook.db.add(getattr(api, table)(name=name, notebook=notebook, **columns))
    gradebook.db.flush()


def _complete_submissions(gradebook: Gradebook, assignment: Assignment) -> None:
    """Give every submission the rows that ``Gradebook.add_submission`` gives a new one; new Grade rows need a grade."""
    from nbgrader.api import Comment, Grade, SubmittedNotebook

    notebook = gradebook.find_notebook(assignment.notebook, assignment.name)
    graded = [*notebook.grade_cells, *notebook.task_cells]
    commented = [*notebook.solution_cells, *notebook.task_cells]
    for submission in gradebook.assignment_submissions(assignment.name):
        rows = [row for row in submission.notebooks if row.notebook_id == notebook.id]
        submitted = rows[0] if rows else SubmittedNotebook(notebook=notebook, assignment=submission)
        for table, cells, present in ((Grade, graded, submitted.grades), (Comment, commented, submitted.comments)):
            known = {row.cell_id for row in present}
            for cell in cells:
                if cell.id not in known:
                    gradebook.db.add(table(cell_id=cell.id, notebook=submitted))
