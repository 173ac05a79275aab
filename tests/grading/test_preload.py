"""What the server of workers has ready before the first worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.new_course import new_course
from autograder.course import Course, load_course
from autograder.grading import reference
from autograder.grading.preload import preload_of


@pytest.fixture
def course(tmp_path: Path) -> Course:
    new_course(tmp_path / "course")
    return load_course(tmp_path / "course")


def test_workers_import_what_reference_and_checks_import_but_not_the_standard_library(course: Course) -> None:
    assignment = course.assignments[0]
    path = course.reference(assignment) / "reference.py"
    path.write_text(f"import json\nimport nowhere_to_be_found\nimport scipy.stats\n{path.read_text()}")
    names = preload_of(course, [assignment])
    assert {"autograder.grading.warm", "scipy.stats"} <= set(names)
    assert not {"json", "nowhere_to_be_found"} & set(names)


def test_material_is_compiled_before_the_fork_and_a_broken_one_is_left_to_the_worker(course: Course) -> None:
    from autograder.grading.warm import warm_up_material

    assignment = course.assignments[0]
    reference._compiled.cache_clear()
    warm_up_material(f"{course.root}\n{assignment.name}")
    assert reference._compiled.cache_info().currsize == 1 + len(reference.load_misconceptions(course.reference(assignment)))
    (course.reference(assignment) / "reference.py").write_text("def broken(:\n")
    warm_up_material(f"{course.root}\n{assignment.name}")
