"""The pieces of a verification: what is run how often, and that seeds are fresh, different and the same again next time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.authoring.new_course import new_course
from autograder.authoring.verify.candidates import Candidate, candidates
from autograder.authoring.verify.jobs import BLOCK, RoundsJob, first_jobs, rounds_jobs, work
from autograder.course import Assignment, Course, load_course
from autograder.errors import AuthorError
from autograder.grading.material import Material, load_material
from tests.authoring.outcomes import GOOD

FOUND = list(GOOD)
RIGHT = [candidate for candidate in FOUND if candidate.role == "solution"]
LUCK = """
from autograder.grading.check import check, require

@check("mean_squared_error", training=True)
def test_luck(student, rng):
    '''The kernel's luck and the check's draw are told.'''
    require(False, f"{student['luck']} {rng.integers(10**9)}")

@check("mean_squared_error")
def test_draw(rng, student):
    '''The check's draw is told.'''
    require(False, f"{student['luck']} {rng.integers(10**9)}")
"""


def test_everything_is_graded_once_and_one_of_each_role_twice() -> None:
    jobs = first_jobs(FOUND)
    assert [job.candidate for job in jobs if not job.second] == FOUND
    assert sorted(job.candidate.role for job in jobs if job.second) == ["misconception", "release", "solution"]


def test_each_solution_gets_all_seeds_in_blocks_and_training_is_spread() -> None:
    jobs = rounds_jobs(RIGHT, seeds=BLOCK + 30, training_seeds=10)
    for solution in RIGHT:
        mine = [job for job in jobs if job.candidate == solution and not job.training]
        assert [number for job in mine for number in range(job.first, job.first + job.count)] == list(range(BLOCK + 30))
        assert sum(job.training for job in jobs if job.candidate == solution) in (2, 3)
    assert sorted(job.first for job in jobs if job.training) == list(range(10))
    assert rounds_jobs(RIGHT, seeds=0, training_seeds=0) == []


@pytest.fixture(scope="module")
def lucky(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, Assignment, Material, Candidate]:
    """A course whose notebook draws a random number, and whose checks tell it."""
    root = tmp_path_factory.mktemp("lucky") / "course"
    new_course(root)
    course = load_course(root)
    [assignment] = course.assignments
    notebook = json.loads(course.source(assignment).read_text())
    cell = {"cell_type": "code", "id": "luck", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"].append(cell | {"source": "luck = float(np.random.rand())"})
    course.source(assignment).write_text(json.dumps(notebook))
    (course.checks(assignment) / "test_first_loss.py").write_text(LUCK)
    material = load_material(course, assignment)
    return course, assignment, material, candidates(course, assignment, material, tmp_path_factory.mktemp("found"))[0]


def told(lucky: tuple[Course, Assignment, Material, Candidate], first: int, count: int, *, training: bool) -> list[list[str]]:
    """The messages of every round, each ``<luck> <draw>``."""
    course, assignment, material, candidate = lucky
    job = RoundsJob(candidate=candidate, first=first, count=count, training=training)
    outcome = work(course, assignment, material, "none", job, None)
    assert isinstance(outcome, tuple)
    return [[check.message for check in each] for each in outcome]


def test_a_training_run_has_a_kernel_seed_of_its_own_and_the_same_next_time(
    lucky: tuple[Course, Assignment, Material, Candidate],
) -> None:
    [zero], [one], [again] = (told(lucky, number, 1, training=True) for number in (0, 1, 0))
    assert len(zero) == 2, "a training run has all checks"
    assert zero == again
    assert {message.split()[0] for message in zero}.isdisjoint(message.split()[0] for message in one)


def test_closed_rounds_share_a_kernel_draw_anew_and_end_with_the_first_again(
    lucky: tuple[Course, Assignment, Material, Candidate],
) -> None:
    found = told(lucky, 5, 4, training=False)
    assert [len(each) for each in found] == [1] * 5, "without the check that depends on training"
    assert found[0] == found[4]
    assert len({each[0].split()[1] for each in found}) == 4
    assert len({each[0].split()[0] for each in found}) == 1


def test_a_misconception_without_a_question_is_refused(tmp_path: Path) -> None:
    new_course(tmp_path / "course")
    course = load_course(tmp_path / "course")
    [assignment] = course.assignments
    (course.reference(assignment) / "misconceptions" / "odd.py").write_text('"""Odd."""\nQUESTION = "no_such_cell"\n')
    (tmp_path / "found").mkdir()
    with pytest.raises(AuthorError, match=r"odd\.py.*no_such_cell"):
        candidates(course, assignment, load_material(course, assignment), tmp_path / "found")
