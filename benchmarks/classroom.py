"""One class for every grader: the same students' notebooks and the same check functions, in each grader's own form."""

from __future__ import annotations

import ast
import copy
import itertools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import nbformat.v4
from nbformat import NotebookNode

from autograder.course import CONFIG_NAME, Assignment, Course, load_course
from autograder.notebook.cells import grade_cells
from autograder.notebook.overlay import Overlay, apply_overlay, read_overlay
from autograder.notebook.read import read_notebook
from autograder.notebook.release import make_release

ROOT = Path(__file__).resolve().parent.parent
COURSE = ROOT / "benchmarks" / "course"
_RUNNER = ROOT / "benchmarks" / "kernel_checks.py"
_CHECK_API = ROOT / "autograder" / "grading" / "check.py"
_MODEL_CONFIG = ROOT / "autograder" / "sandbox" / "model_config.py"


@dataclass(frozen=True)
class HiddenCheck:
    """One check function and the points it decides."""

    module: str
    name: str
    question: str
    points: float


@dataclass(frozen=True)
class Classroom:
    """An assignment of a course and a class that has handed it in."""

    course: Course
    assignment: Assignment
    notebooks: dict[str, NotebookNode]
    """Student → what was handed in."""
    checks: tuple[HiddenCheck, ...]

    @property
    def name(self) -> str:
        return self.assignment.name


def make_course(target: Path) -> Course:
    """The benchmark's course in ``target``: what lies beside this file, and the assignments of this repository."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    shutil.copy(COURSE / CONFIG_NAME, target)
    course = load_course(target)
    for assignment in course.assignments:
        for folder in ("source", "reference", "tests/hidden"):
            places = [root / folder / assignment.name for root in (COURSE, ROOT)]
            origin = next(place for place in places if place.is_dir())
            shutil.copytree(origin, target / folder / assignment.name, ignore=shutil.ignore_patterns("__pycache__"))
    return course


def make_class(course: Course, assignment: Assignment, count: int) -> Classroom:
    """``count`` students: every second one has solved the assignment, the others have its usual mistakes in turn.

    The mistakes are the assignment's misconceptions, or the overlays in ``benchmarks/course/variants``. Each notebook ends with
    a cell of the student's own, so that no two files are equal.
    """
    source, _ = read_notebook(course.source(assignment), course.limits_of(assignment))
    release = make_release(source)
    solved = Overlay(name="solved", title="", header={}, sections=(), path=course.source(assignment))
    folders = (course.reference(assignment) / "misconceptions", COURSE / "variants" / assignment.name)
    mistakes = [read_overlay(path) for folder in folders for path in sorted(folder.glob("*.py"))] or [solved]
    turns = itertools.cycle(mistakes)
    notebooks = {}
    for number in range(count):
        made = apply_overlay(source, release, next(turns) if number % 2 else solved)
        made.cells.append(nbformat.v4.new_markdown_cell(f"Handed in by student {number:03}.", id="signature"))
        notebooks[f"student{number:03}"] = made
    return Classroom(course, assignment, notebooks, _hidden_checks(course, assignment, source))


def hand_in(classroom: Classroom) -> None:
    """Write every notebook to this grader's ``submitted/``."""
    for student, notebook in classroom.notebooks.items():
        path = classroom.course.submitted(classroom.assignment, student)
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)


def nbgrader_source(classroom: Classroom) -> NotebookNode:
    """The source notebook in nbgrader's usual form: the answers without points, and a hidden test cell for each check."""
    made, _ = read_notebook(classroom.course.source(classroom.assignment), classroom.course.limits_of(classroom.assignment))
    for cell in made.cells:
        own = cell.metadata.get("nbgrader")
        if own and own.solution and own.grade and cell.cell_type == "code":
            own.grade = False
            del own["points"]
    runner = f"{_RUNNER.read_text()}\n\nhidden_checks = HiddenChecks({_sources(classroom)!r}, globals())"
    made.cells.append(_test_cell("hidden_checks", 0, runner))
    for check in classroom.checks:
        body = f"hidden_checks.run({check.module!r}, {check.name!r})"
        made.cells.append(_test_cell(f"{check.module}-{check.name}", check.points, body))
    return made


def nbgrader_submission(release: NotebookNode, notebook: NotebookNode) -> NotebookNode:
    """``release``, made by nbgrader, with the answers and the last cell of a student's ``notebook``."""
    made = copy.deepcopy(release)
    answers = {cell.metadata.nbgrader.grade_id: cell.source for cell in notebook.cells if cell.metadata.get("nbgrader")}
    for cell in made.cells:
        own = cell.metadata.get("nbgrader")
        if own and own.solution:
            cell.source = answers[own.grade_id]
    made.cells.append(notebook.cells[-1])
    return made


def otter_tests(classroom: Classroom, folder: Path) -> None:
    """Write Otter's test files, one for each question, to ``folder/tests``, and ``hidden_checks.py``, which they use."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "tests").mkdir(parents=True)
    once = "import functools\n\n\n@functools.cache\ndef checks():\n    notebook = get_ipython().user_ns\n"
    once += f"    return HiddenChecks({_sources(classroom)!r}, notebook)\n"
    (folder / "hidden_checks.py").write_text(
        f"{_RUNNER.read_text()}\n\nfrom IPython import get_ipython  # noqa: E402\n{once}", encoding="utf-8"
    )
    for question, checks in itertools.groupby(classroom.checks, key=lambda check: check.question):
        lines = ["from hidden_checks import checks", "from otter.test_files import test_case", ""]
        found = list(checks)
        lines += ["OK_FORMAT = False", f"name = {question!r}", f"points = {sum(check.points for check in found)!r}", ""]
        for check in found:
            lines += ["", f"@test_case(points={check.points!r}, hidden=True)", f"def {check.name}(env):"]
            lines += [f"    checks().run({check.module!r}, {check.name!r})", ""]
        (folder / "tests" / f"{question}.py").write_text("\n".join(lines), encoding="utf-8")


def _sources(classroom: Classroom) -> dict[str, str]:
    """Texts for :class:`benchmarks.kernel_checks.HiddenChecks`."""
    course, assignment = classroom.course, classroom.assignment
    texts = {"check": _CHECK_API, "model_config": _MODEL_CONFIG, "reference": course.reference(assignment) / "reference.py"}
    texts |= {path.stem: path for path in sorted(course.checks(assignment).glob("*.py"))}
    return {name: path.read_text(encoding="utf-8") for name, path in texts.items()}


def _test_cell(grade_id: str, points: float, body: str) -> NotebookNode:
    own = {"schema_version": 3, "grade": True, "locked": True, "solution": False, "task": False}
    source = f"### BEGIN HIDDEN TESTS\n{body}\n### END HIDDEN TESTS"
    identity = grade_id.replace("_", "-")[:64]
    return nbformat.v4.new_code_cell(
        source, id=identity, metadata={"nbgrader": {**own, "grade_id": grade_id, "points": points}}
    )


def _hidden_checks(course: Course, assignment: Assignment, source: NotebookNode) -> tuple[HiddenCheck, ...]:
    """All checks, sorted by question."""
    found = list(_marked(course.checks(assignment)))
    points = {cell.grade_id: cell.points for cell in grade_cells(source)}
    total = dict.fromkeys(points, 0.0)
    for _, _, question, weight in found:
        total[question] += weight
    return tuple(
        HiddenCheck(module, name, question, points[question] * weight / total[question])
        for module, name, question, weight in sorted(found, key=lambda check: check[2])
    )


def _marked(folder: Path) -> Iterator[tuple[str, str, str, float]]:
    """Module, name, question and weight of each function with the mark ``@check(…)``."""
    for path in sorted(folder.glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            for mark in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
                if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "check":
                    given = {keyword.arg: ast.literal_eval(keyword.value) for keyword in mark.keywords}
                    question = ast.literal_eval(mark.args[0]) if mark.args else given["question"]
                    yield path.stem, node.name, question, float(given.get("weight", 1))
