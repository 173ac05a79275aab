"""Read what somebody uploads: a notebook, or a zip archive with one notebook and the files it needs, kept as it came."""

from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import dataclass

from autograder.course import Assignment, Course
from autograder.errors import SubmissionError
from autograder.grading.files import Files
from autograder.notebook.archive import ArchiveRefused, is_zip, unpack
from autograder.notebook.read import parse_notebook

__all__ = ["ReadUpload", "clean_file_name", "files_of", "read_upload"]

MAX_NAME = 100
"""Characters of a file name that are kept."""
_READING = threading.BoundedSemaphore(4)
"""Uploads that are unpacked and parsed at the same time: one may take a few hundred MB while it is looked at."""

_OTHER_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_ODD = ("Cc", "Cf", "Cs", "Co", "Cn")
"""Unicode categories of characters that a name is shown without: control, format (reading direction), surrogate, unassigned."""


@dataclass(frozen=True, kw_only=True)
class ReadUpload:
    """An upload that can be graded."""

    notebook: bytes
    archive: bytes | None
    """The whole archive, where the notebook came in one."""
    file_name: str
    """Name of the uploaded file, cleaned; empty where nothing of it is left."""


def read_upload(data: bytes, file_name: str, course: Course, assignment: Assignment) -> ReadUpload:
    """The notebook in ``data``, checked as grading will check it.

    Args:
        data: the uploaded bytes; what they are is told by themselves, not by the name.
        file_name: as the browser sent it; only shown and kept, never used as a path.

    Raises:
        SubmissionError: the archive is damaged, too large or holds what it must not, or the notebook cannot be read; the reason
            is in the student's words. Nothing else is raised, whatever the bytes are.
    """
    with _READING:
        return _read(data, clean_file_name(file_name), course, assignment)


def _read(data: bytes, name: str, course: Course, assignment: Assignment) -> ReadUpload:
    shown = name or "the file"
    limits = course.limits_of(assignment)
    archive = None
    try:
        if is_zip(data):
            unpacked = unpack(data, assignment.notebook, limits, most_mb=course.service.upload_mb, files=False)
            archive, data = data, unpacked.notebook
        elif data.startswith(_OTHER_ARCHIVES):
            raise ArchiveRefused("this kind of archive is not read; hand in the .ipynb file, or a .zip archive that holds it")
    except ArchiveRefused as problem:
        raise SubmissionError(shown, str(problem)) from None
    parse_notebook(data, shown, limits)
    return ReadUpload(notebook=data, archive=archive, file_name=name)


def files_of(archive: bytes | None, course: Course, assignment: Assignment) -> Files:
    """What an archive that was taken holds beside its notebook; none by limits that are stricter today than they were then."""
    if archive is None:
        return Files()
    try:
        unpacked = unpack(archive, assignment.notebook, course.limits_of(assignment), most_mb=course.service.upload_mb)
    except ArchiveRefused:
        return Files(left_out=("the files of your archive",))
    return Files(unpacked.files)


def clean_file_name(name: str) -> str:
    """``name`` without folders, control characters and characters that change the reading direction; at most 100 characters."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    kept = "".join(" " if char.isspace() else char for char in last if char.isspace() or unicodedata.category(char) not in _ODD)
    kept = " ".join(kept.split()).lstrip(". ")
    if len(kept) <= MAX_NAME:
        return kept
    stem, dot, suffix = kept.rpartition(".")
    return kept[:MAX_NAME] if not dot or len(suffix) > 10 else f"{stem[: MAX_NAME - len(suffix) - 2]}…{dot}{suffix}"
