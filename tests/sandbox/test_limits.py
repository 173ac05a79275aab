"""Limits of a session."""

from __future__ import annotations

import dataclasses

import pytest

from autograder.course import Limits
from autograder.sandbox.limits import MIB, SessionLimits


def test_a_courses_limits_become_bytes_and_seconds():
    limits = SessionLimits.from_course(Limits(memory_mb=512, disk_mb=3, file_mb=2, processes=5, open_files=7))
    assert (limits.memory, limits.disk, limits.file) == (512 * MIB, 3 * MIB, 2 * MIB)
    assert (limits.processes, limits.open_files) == (5, 7)


def test_a_session_lives_as_long_as_a_notebook_and_its_checks_may_take_unless_told():
    course = Limits(notebook_seconds=100, check_seconds=10)
    assert SessionLimits.from_course(course).wall_seconds == 200
    assert SessionLimits.from_course(course, wall_seconds=5).wall_seconds == 5


def test_limits_survive_the_way_into_the_sandbox_and_unknown_names_do_not():
    limits = SessionLimits(memory=1)
    assert SessionLimits.from_json(dataclasses.asdict(limits)) == limits
    with pytest.raises(TypeError, match="unknown"):
        SessionLimits.from_json({"unknown": 1})
