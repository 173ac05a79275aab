"""What an archive holds beside its notebook: paths as the notebook would name them, and nothing that was not meant.

How archives are refused is tested where they come in: ``tests/service/test_upload.py``.
"""

from __future__ import annotations

import os
import unicodedata
import zipfile
from pathlib import PurePosixPath

import pytest

from autograder.course import Limits
from autograder.notebook.archive import ArchiveRefused, Unpacked, is_companion, is_zip, unpack
from tests.service.zips import packed

NOTEBOOK = b"a notebook"
SMALL = Limits(file_mb=1, disk_mb=4)


def read(*members: tuple[str | zipfile.ZipInfo, bytes], files: bool = True) -> Unpacked:
    return unpack(packed(*members), "first", SMALL, most_mb=4, files=files)


def test_files_are_named_from_the_notebooks_folder() -> None:
    """Below it at any depth; what lies elsewhere in the archive is out of the notebook's reach."""
    found = read(
        ("hw/first.ipynb", NOTEBOOK),
        ("hw/helpers.py", b"a = 1"),
        ("hw/data/deep/w.npz", b"\0"),
        ("other.txt", b"x"),
        ("hw2/b", b""),
    )
    assert found == Unpacked(notebook=NOTEBOOK, files={"helpers.py": b"a = 1", "data/deep/w.npz": b"\0"})
    assert read(("first.ipynb", NOTEBOOK), ("a/b.txt", b"b")).files == {"a/b.txt": b"b"}


@pytest.mark.parametrize(
    "name",
    [
        "scratch.ipynb", "a/old.IPYNB", ".git/config", ".ipython/profile_default/startup/x.py", "a/.hidden", "__MACOSX/._a.txt",
        ".ipynb_checkpoints/a.txt", "__pycache__/helpers.cpython-311.pyc", "timestamp.txt", "timestamp.txt.unreadable",
    ],
)  # fmt: skip
def test_what_was_not_meant_is_left_out(name: str) -> None:
    """Other notebooks, hidden files, caches, and the name under which nbgrader keeps the time of submission."""
    assert not is_companion(PurePosixPath(name))
    assert read(("first.ipynb", NOTEBOOK), (name, b"x")).files == {}


@pytest.mark.parametrize("name", ["helpers.py", "data/timestamp.txt", "notes.ipynb.txt", "a b/ü.png"])
def test_ordinary_files_are_taken(name: str) -> None:
    assert is_companion(PurePosixPath(name))
    assert read(("first.ipynb", NOTEBOOK), (name, b"x")).files == {name: b"x"}


def test_names_are_those_that_a_mac_meant() -> None:
    """UTF-8 that is not called so, and letters apart from their accents: a notebook opens the file by the usual name."""
    name = unicodedata.normalize("NFD", "Übung.txt")
    data = packed(("first.ipynb", NOTEBOOK), (name, b"x"))
    bare = bytearray(data)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = bare.find(signature)
        while at >= 0:
            bare[at + flags + 1] &= ~0x08
            at = bare.find(signature, at + 4)
    assert bytes(bare) != data
    for archive in (data, bytes(bare)):
        assert unpack(archive, "first", SMALL, most_mb=4).files == {"Übung.txt": b"x"}


def test_a_name_that_becomes_odd_when_decoded_is_refused() -> None:
    """A control character that hides in bytes which are not called UTF-8."""
    data = packed(("first.ipynb", NOTEBOOK), ("bell__", b"")).replace(b"bell__", "bell\x81".encode())
    with pytest.raises(ArchiveRefused, match="plain path"):
        unpack(data, "first", SMALL, most_mb=4)


def test_only_the_notebook_is_kept_where_nothing_else_is_asked_for() -> None:
    """But everything is checked all the same."""
    assert read(("first.ipynb", NOTEBOOK), ("a.txt", b"a"), files=False).files == {}
    broken = packed(("first.ipynb", NOTEBOOK), ("a.txt", b"aaaa"), kind=zipfile.ZIP_STORED).replace(b"aaaa", b"aaab")
    with pytest.raises(ArchiveRefused, match="damaged"):
        unpack(broken, "first", SMALL, most_mb=4, files=False)


def test_a_file_is_no_folder() -> None:
    """What cannot be both on a disk is refused, upper and lower case apart or not."""
    for other in ("a/b", "A/b/c"):
        with pytest.raises(ArchiveRefused, match="a file and a folder"):
            read(("first.ipynb", NOTEBOOK), ("a", b""), (other, b""))


def test_files_fit_on_the_students_disk() -> None:
    """One that is too large, or all together, are named in the refusal; what the notebook cannot reach does not count."""
    noise = os.urandom(2**20)
    with pytest.raises(ArchiveRefused, match=r"big.bin in the archive is too large \(1.0 MB, at most 1 MB\)"):
        read(("first.ipynb", NOTEBOOK), ("big.bin", noise + b"x"))
    members = [(f"{n}.bin", noise) for n in range(2)]
    assert len(read(("first.ipynb", NOTEBOOK), *members).files) == 2
    with pytest.raises(ArchiveRefused, match="too large together, at most 2 MB"):
        read(("first.ipynb", NOTEBOOK), *members, ("one.more", b"x"))
    assert len(read(("hw/first.ipynb", NOTEBOOK), ("big.bin", noise + b"x")).files) == 0


def test_a_name_that_no_disk_takes_is_refused() -> None:
    with pytest.raises(ArchiveRefused, match="too long"):
        read(("first.ipynb", NOTEBOOK), ("ü" * 130, b""))


def test_an_archive_is_known_by_its_first_bytes() -> None:
    assert is_zip(packed())
    assert is_zip(packed(("a", b"")))
    assert not is_zip(NOTEBOOK)
