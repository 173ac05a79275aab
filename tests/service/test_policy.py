"""Who may do what, for each role and scope."""

from __future__ import annotations

import pytest

from autograder.service.identity import ROLES, SCOPES, Identity, identify
from autograder.service.policy import (
    may_make_token,
    may_manage,
    may_read,
    may_read_class,
    may_read_own,
    may_revoke_token,
    may_submit_for,
)
from autograder.service.tables import Person, Role, Submission

ALL = frozenset(SCOPES)


def someone(role: Role, scopes: frozenset[str] = ALL, person: str = "me") -> Identity:
    return identify(Person(id=person, name="", role=role), scopes)


def of(student: str, sent_by: str = "") -> Submission:
    return Submission(id="1", person_id=student, sent_by=sent_by or student)


@pytest.mark.parametrize("role", ROLES)
def test_a_scope_above_the_role_is_worth_nothing(role):
    """Only an instructor's token can carry the scope manage, whatever is stored with it."""
    assert ("manage" in someone(role).scopes) == (role == "instructor")


@pytest.mark.parametrize(("role", "others"), [("student", False), ("tutor", False), ("ci", True), ("instructor", True)])
def test_submitting(role, others):
    """Everybody submits for themselves; CI and instructors for others; nobody without the scope."""
    assert may_submit_for(someone(role), "me")
    assert may_submit_for(someone(role), "anna") == others
    assert not may_submit_for(someone(role, frozenset({"read", "manage"})), "me")


@pytest.mark.parametrize(
    ("role", "own", "sent", "another"),
    [("student", True, False, False), ("ci", True, True, False), ("tutor", True, True, True), ("instructor", True, True, True)],
)
def test_reading(role, own, sent, another):
    """Students read what is theirs, CI also what it sent, those who teach everything; nobody without the scope."""
    caller = someone(role)
    assert may_read(caller, of("me", sent_by="robot")) == own
    assert may_read(caller, of("anna", sent_by="me")) == sent
    assert may_read(caller, of("anna")) == another
    assert may_read_class(caller) == another
    blind = someone(role, frozenset({"submit", "manage"}))
    assert not may_read(blind, of("me"))
    assert not may_read_own(blind)
    assert not may_read_class(blind)


@pytest.mark.parametrize("role", ROLES)
def test_managing(role):
    """Only instructors manage, and only with the scope."""
    assert may_manage(someone(role)) == (role == "instructor")
    assert not may_manage(someone(role, frozenset({"submit", "read"})))


@pytest.mark.parametrize("role", ROLES)
def test_own_tokens_allow_no_more_than_what_one_came_in_by(role):
    """A token that can only read makes and revokes tokens that can only read."""
    reader = someone(role, frozenset({"read"}))
    assert may_make_token(reader, "me", role, ["read"])
    assert may_revoke_token(reader, "me", ["read"])
    assert not may_make_token(reader, "me", role, ["read", "submit"])
    assert not may_revoke_token(reader, "me", ["read", "submit"])


@pytest.mark.parametrize("role", ROLES)
def test_tokens_of_others_are_the_instructors(role):
    """Instructors make tokens for everybody but other instructors, within the other's role, and revoke every token."""
    caller = someone(role)
    instructor = role == "instructor"
    assert may_make_token(caller, "anna", "student", ["submit", "read"]) == instructor
    assert may_make_token(caller, "robot", "ci", ["submit"]) == instructor
    assert not may_make_token(caller, "anna", "student", ["manage"])
    assert not may_make_token(caller, "ida", "instructor", ["read"])
    assert may_revoke_token(caller, "ida", ["manage"]) == instructor
