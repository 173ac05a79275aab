"""Errors, separated by who can mend them.

AutograderError
├── UsageError          the person at the command line (unknown name, wrong path)
├── ConfigError         the instructor: course_config.py
├── AuthorError         the instructor: a source notebook, a check, a reference, a misconception
├── SubmissionError     the student: a notebook that cannot be read
└── InfrastructureError the machine or this program: sandbox, database, disk

Everything a student's *code* does wrong is a result (``autograder.grade``), never an exception of the grader.
Each message says what is wrong, where, and what to do, in one line.
"""

from __future__ import annotations

from pathlib import Path


class AutograderError(Exception):
    """A problem with a known owner; the command line shows its message alone and exits with ``exit_code``."""

    exit_code = 2


class UsageError(AutograderError):
    """A command was called with a name, path or option that does not exist."""


class ConfigError(AutograderError):
    """``course_config.py`` holds an unknown or wrong setting."""


class AuthorError(AutograderError):
    """Course material is wrong: a source notebook, a hidden check, a reference or a misconception."""


class SubmissionError(AutograderError):
    """A submitted notebook cannot be graded at all.

    Attributes:
        path: the notebook's path, as given.
        reason: what is wrong with it, in the student's words, without the path.
    """

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = Path(path)
        self.reason = reason


class InfrastructureError(AutograderError):
    """The machine or the grader failed; it never costs a student points."""

    exit_code = 3
