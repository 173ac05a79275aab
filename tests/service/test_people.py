"""People come, change and go; their work stays."""

from __future__ import annotations

import pytest

from autograder.errors import UsageError
from autograder.service import people, tokens
from autograder.service.browser_sessions import identity_of_session, start_session
from autograder.service.submit import Refused, Upload, submit
from autograder.service.tables import Submission

NOTEBOOK = b'{"cells": []}'


def test_adding_and_finding(database):
    """Who was added is found by id, with name and role."""
    with database.write() as db:
        people.add_person(db, "zoë k", " Zoë K ", "tutor")
    with database.read() as db:
        found = people.known_person(db, "zoë k")
        assert (found.name, found.role) == ("Zoë K", "tutor")
        assert [p.id for p in people.everybody(db)] == ["anna", "ben", "ina", "robot", "tom", "zoë k"]


UNFIT = [
    ("anna", "", "student", "in the course already"),
    ("../x", "", "student", "cannot be a student id"),
    ("x", "a\x1b[2Jb", "student", "control characters"),
    ("x", "n" * 300, "student", "at most 256"),
    ("x", "", "instructer", "did you mean 'instructor'"),
]
"""Id, name, role, and what is said."""


def test_who_cannot_be_added(database):
    """A taken or dangerous id, an unfit name and an unknown role are refused with the reason."""
    for person, name, role, said in UNFIT:
        with database.write() as db, pytest.raises(UsageError, match=said):
            people.add_person(db, person, name, role)


def test_an_unknown_id_is_answered_with_the_closest_alone(database):
    """A typing error gives a hint, not the list of the whole class."""
    with database.read() as db:
        with pytest.raises(UsageError, match="did you mean 'anna'"):
            people.known_person(db, "ana")
        with pytest.raises(UsageError) as caught:
            people.known_person(db, "qqqq")
    assert "anna" not in str(caught.value)


def test_another_role_signs_out_and_another_name_does_not(database):
    """A session begun in one role does not outlive it."""
    with database.write() as db:
        secret = start_session(db, "anna", hours=1)
        people.change_person(db, "anna", name="Anna B", role="student")
        assert identity_of_session(db, secret).name == "Anna B"
        people.change_person(db, "anna", role="tutor")
        assert identity_of_session(db, secret) is None


def test_who_is_removed_is_gone_and_their_work_is_not(database, course):
    """Removing ends sessions and tokens and refuses submissions, keeps what was handed in, and can be taken back."""
    sent = submit(database, course, Upload(student="anna", assignment="first", notebook=NOTEBOOK))
    with database.write() as db:
        secret = tokens.make_token(db, "anna", "a test", ["read"], 1)
        cookie = start_session(db, "anna", hours=1)
        people.remove_person(db, "anna")
    with database.write() as db:
        assert people.find(db, "anna") is None
        assert tokens.identity_of_token(db, secret) is None
        assert identity_of_session(db, cookie) is None
        assert db.get(Submission, sent.id) is not None
        with pytest.raises(UsageError):
            people.remove_person(db, "anna")
        with pytest.raises(UsageError):
            start_session(db, "anna", hours=1)
    with pytest.raises(Refused):
        submit(database, course, Upload(student="anna", assignment="first", notebook=NOTEBOOK))
    with database.write() as db:
        people.add_person(db, "anna", "Anna", "tutor")
    with database.read() as db:
        assert people.known_person(db, "anna").role == "tutor"
        assert tokens.identity_of_token(db, secret) is None
