"""The course's key: made once, private to its owner, and only its own signatures hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import Course
from autograder.errors import InfrastructureError, UsageError
from autograder.grading import keys


def a_course(root: Path) -> Course:
    return Course(name="Course", course_id="c", root=root)


def test_the_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    course = a_course(tmp_path)
    first = keys.public_key(course)
    assert keys.public_key(course) == first
    assert (course.private / "receipt_key").stat().st_mode & 0o777 == 0o600
    assert (course.private / keys.PUBLIC_FILE).read_bytes() == first
    assert sorted(path.name for path in course.private.iterdir()) == ["receipt_key", keys.PUBLIC_FILE]


def test_the_public_file_holds_nothing_private_and_is_made_again_when_lost(tmp_path: Path) -> None:
    course = a_course(tmp_path)
    public = keys.public_key(course)
    assert b"PRIVATE" not in public
    (course.private / keys.PUBLIC_FILE).unlink()
    assert keys.public_key(course) == keys.read_public_key(course.private / keys.PUBLIC_FILE) == public


def test_a_signature_holds_for_its_message_and_its_key_alone(tmp_path: Path) -> None:
    course, other = a_course(tmp_path / "one"), a_course(tmp_path / "other")
    public, signature = keys.public_key(course), keys.sign(course, b"ten points")
    assert keys.verify(public, signature, b"ten points")
    assert not keys.verify(public, signature, b"eleven points")
    assert not keys.verify(keys.public_key(other), signature, b"ten points")
    assert not keys.verify(public, "no base64!", b"ten points")
    assert not keys.verify(public, "", b"ten points")
    assert keys.fingerprint(public) != keys.fingerprint(keys.public_key(other))


def test_a_damaged_private_key_is_never_replaced(tmp_path: Path) -> None:
    """A new key would make every earlier receipt look false."""
    course = a_course(tmp_path)
    keys.public_key(course)
    path = course.private / "receipt_key"
    path.write_text("damaged")
    with pytest.raises(InfrastructureError, match="receipt_key"):
        keys.sign(course, b"x")
    assert path.read_text() == "damaged"


@pytest.mark.parametrize("text", ["", "not a key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_a_file_that_is_no_public_key_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "key.pub"
    path.write_text(text)
    with pytest.raises(UsageError, match=r"key\.pub: not a public"):
        keys.read_public_key(path)
    with pytest.raises(UsageError, match="cannot be read"):
        keys.read_public_key(tmp_path / "missing")
