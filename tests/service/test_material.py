"""Material is read once, and again when a file of it has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import Course
from autograder.errors import AuthorError, UsageError
from autograder.service.material import Materials
from tests.service.tiny import ASSIGNMENT, tiny_course


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return tiny_course(tmp_path / "course")


def test_what_has_not_changed_is_not_read_again(course: Course) -> None:
    """The same material is handed out until a file changes; Python's caches are no change."""
    materials = Materials(course)
    first = materials.of(ASSIGNMENT)
    cache = course.checks(course.assignments[0]) / "__pycache__"
    cache.mkdir()
    (cache / "test_first_loss.pyc").write_bytes(b"compiled")
    assert materials.of(ASSIGNMENT) is first


@pytest.mark.parametrize("place", ["checks", "reference"])
def test_a_changed_file_gives_another_digest(course: Course, place: str) -> None:
    """A new, changed or removed check or misconception counts from the next submission on."""
    materials = Materials(course)
    digests = [materials.of(ASSIGNMENT).digest]
    added = getattr(course, place)(course.assignments[0]) / "added.py"
    for text in ("A = 1\n", "A = 10\n"):
        added.write_text(text)
        digests.append(materials.of(ASSIGNMENT).digest)
    assert len(set(digests)) == 3
    added.unlink()
    assert materials.of(ASSIGNMENT).digest == digests[0]


def test_a_broken_source_is_refused_until_it_is_mended(course: Course) -> None:
    """What is wrong is said each time, and a mended file is taken."""
    materials, source = Materials(course), course.source(course.assignments[0])
    good = source.read_bytes()
    source.write_text("no notebook")
    for _ in range(2):
        with pytest.raises(AuthorError):
            materials.of(ASSIGNMENT)
    source.write_bytes(good)
    assert materials.of(ASSIGNMENT).material.cells


def test_an_assignment_that_the_course_has_not_is_refused(course: Course) -> None:
    """A submission for an assignment that was taken out of the course has no material."""
    with pytest.raises(UsageError, match="no assignment"):
        Materials(course).of("gone")
