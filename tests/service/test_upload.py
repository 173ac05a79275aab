"""Uploads that must be taken, and uploads that must be refused in plain words before they cost memory."""

from __future__ import annotations

import contextlib
import io
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.course import Assignment, Course, Limits, Service
from autograder.errors import SubmissionError
from autograder.service.upload import ReadUpload, clean_file_name, read_upload
from tests.service.seed import NOTEBOOK
from tests.service.zips import CENTRAL, LOCAL, bomb, packed, patched, special

COURSE = Course(
    name="Deep Learning",
    course_id="dl",
    assignments=[Assignment(name="first", limits=Limits(notebook_mb=2.0))],
    service=Service(upload_mb=4.0),
)
[FIRST] = COURSE.assignments


def read(data: bytes, name: str = "first.ipynb") -> ReadUpload:
    return read_upload(data, name, COURSE, FIRST)


def reason(data: bytes) -> str:
    """Why ``data`` is refused; the reason must be fit for a student."""
    with pytest.raises(SubmissionError) as caught:
        read(data, "work.zip")
    told = caught.value.reason
    assert not any(word in told for word in ("Traceback", "Error", "zlib", "zipfile", "offset")), told
    return told


GOOD = packed(("first.ipynb", NOTEBOOK), ("model.pt", b"weights"))


def test_a_notebook_is_taken_as_it_is() -> None:
    """A plain notebook needs no archive, whatever its name."""
    assert read(NOTEBOOK, "my work.txt") == ReadUpload(notebook=NOTEBOOK, archive=None, file_name="my work.txt")


@pytest.mark.parametrize("kind", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("name", ["first.ipynb", "work/first.ipynb", "anything.IPYNB", "Übung 1/Lösung.ipynb"])
def test_the_notebook_of_an_archive_is_found(kind: int, name: str) -> None:
    """A zip archive with one notebook and other files gives that notebook, and is kept whole."""
    archive = packed(("data/model.pt", b"\0" * 1000), (name, NOTEBOOK), kind=kind)
    assert read(archive, "work.zip") == ReadUpload(notebook=NOTEBOOK, archive=archive, file_name="work.zip")


def test_the_assignments_notebook_is_preferred() -> None:
    """Of several notebooks, the one that is called like the assignment's is graded."""
    other = NOTEBOOK.replace(b"{}", b'{"other": 1}', 1)
    assert read(packed(("scratch.ipynb", other), ("deep/first.ipynb", NOTEBOOK))).notebook == NOTEBOOK
    assert "2 notebooks" in reason(packed(("a.ipynb", NOTEBOOK), ("b.ipynb", NOTEBOOK)))
    assert "2 notebooks" in reason(packed(("a/first.ipynb", NOTEBOOK), ("b/first.ipynb", NOTEBOOK)))


@pytest.mark.parametrize(
    "litter", ["__MACOSX/._first.ipynb", "__MACOSX/lab/first.ipynb", "._first.ipynb", ".ipynb_checkpoints/first.ipynb"]
)
def test_what_programs_add_is_no_notebook(litter: str) -> None:
    """What macOS and Jupyter put beside a notebook does not make it ambiguous."""
    assert read(packed((litter, b"\0\5\26\7"), ("first.ipynb", NOTEBOOK))).notebook == NOTEBOOK


@pytest.mark.parametrize(
    "name",
    [
        "../first.ipynb", "a/../../first.ipynb", "/etc/passwd", "..", "a/./b", "a//b", "C:/windows/x", "a\\..\\b",
        "\\\\host\\x", "line\nbreak", "bell\a", "a/" * 12 + "b", "n" * 201,
    ],
)  # fmt: skip
def test_no_member_leads_out_of_the_archive(name: str) -> None:
    """Paths that are absolute, lead upwards, hold control characters or are endless are refused, in any member."""
    assert "archive holds" in reason(packed(("first.ipynb", NOTEBOOK), (name, b"x")))


def test_a_name_with_a_hidden_end_is_refused() -> None:
    """A name that programs cut at a NUL is another name for each of them."""
    archive = packed(("first.ipynb", NOTEBOOK), ("evil.txtX.ipynb", b"x")).replace(b"evil.txtX", b"evil.txt\0")
    assert "plain path" in reason(archive)


@pytest.mark.parametrize("mode", [0o120777, 0o010644, 0o020644, 0o060644, 0o140644])
def test_links_and_devices_are_refused(mode: int) -> None:
    """Symbolic links, pipes, devices and sockets are refused even beside a good notebook."""
    assert "no file" in reason(packed(("first.ipynb", NOTEBOOK), (special("link", mode), b"/etc/passwd")))
    assert "no file" in reason(packed((special("first.ipynb", mode), NOTEBOOK)))


@pytest.mark.parametrize("twin", ["first.ipynb", "FIRST.ipynb", "first.ipynb/"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused(twin: str) -> None:
    """Which of two equal names counts depends on the program, so neither does."""
    assert "same name" in reason(packed(("first.ipynb", NOTEBOOK), (twin, b"")))


def test_a_locked_archive_is_refused() -> None:
    """Encrypted members are named as such, in either place that says so."""
    assert "password" in reason(patched(GOOD, CENTRAL, 8, b"\x01\x00"))


@pytest.mark.parametrize("method", [1, 9, 12, 14, 93, 95, 99])
def test_odd_compression_is_refused(method: int) -> None:
    """Only what every computer packs with is unpacked."""
    told = reason(patched(patched(GOOD, CENTRAL, 10, struct.pack("<H", method)), LOCAL, 8, struct.pack("<H", method)))
    assert "not read" in told


@pytest.mark.parametrize("other", [b"\x1f\x8b\x08", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh91AY"])
def test_other_archives_are_named(other: bytes) -> None:
    """Somebody who hands in a .tar.gz is told what is read instead."""
    assert ".zip" in reason(other + b"\0" * 100)


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b"\xff\xfe", b"{}", b"[1]", b"null"]
)
def test_what_is_no_notebook_is_refused(data: bytes) -> None:
    """Whatever else is uploaded is refused with a reason."""
    assert reason(data)


def test_a_broken_notebook_in_an_archive_is_refused() -> None:
    """The notebook of an archive is held to the same rules as one alone."""
    assert "JSON" in reason(packed(("first.ipynb", b'{"cells": [')))


def test_too_many_members_are_refused() -> None:
    """Hundreds of files are no submission."""
    assert "501 files" in reason(packed(*((f"{number}.txt", b"") for number in range(500)), ("first.ipynb", NOTEBOOK)))


def test_a_directory_of_many_entries_costs_no_memory() -> None:
    """A central directory of 80,000 entries is refused before it is read."""
    entry = struct.pack("<4s6H3I5H2I", CENTRAL, 20, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    directory = entry * 80_000
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(directory), 4, 0)
    assert "too many files" in reason(LOCAL + directory + end)
    assert peak(LOCAL + directory + end) < 2**20


def peak(data: bytes) -> int:
    """The most memory that refusing ``data`` takes, beyond the data."""
    tracemalloc.start()
    try:
        with pytest.raises(SubmissionError):
            read(data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["first.ipynb", "model.pt"])
def test_a_bomb_is_refused_unread(name: str) -> None:
    """A member that says it grows a thousand times is refused before it is unpacked."""
    data = packed((name, bytes(64 * 2**20)), ("also.ipynb", NOTEBOOK))
    assert "too large" in reason(data)
    assert peak(data) < 2**20


def test_many_small_bombs_are_one_large_one() -> None:
    """What counts is what all members become together."""
    members = ((f"{number}", bytes(2**20)) for number in range(40))
    assert "too large" in reason(packed(*members, ("first.ipynb", NOTEBOOK)))


def test_a_mild_bomb_is_one_too() -> None:
    """A member that grows more than honest files do is refused, however little it is in the end."""
    assert "too large" in reason(packed(("model.pt", bytes(8 * 2**20)), ("first.ipynb", NOTEBOOK)))


@pytest.mark.parametrize("name", ["model.pt", "first.ipynb"])
def test_a_bomb_that_lies_about_its_size_is_cut(name: str) -> None:
    """A member that becomes larger than it says is unpacked no further than that, the notebook too."""
    packed_bytes = bomb(64 * 2**20)
    data = packed(("other.ipynb", NOTEBOOK), (name, packed_bytes), kind=zipfile.ZIP_STORED)
    at = data.rfind(name.encode()) - 46
    data = data[: at + 10] + struct.pack("<H", zipfile.ZIP_DEFLATED) + data[at + 12 :]
    data = data[: at + 24] + struct.pack("<I", 2**20) + data[at + 28 :]
    assert "damaged" in reason(data)
    assert peak(data) < 4 * 2**20


def test_a_bomb_in_an_archive_in_an_archive_stays_packed() -> None:
    """Archives inside the archive are files like others: they are never opened."""
    inner = packed(("again.zip", packed(("zeros", bytes(16 * 2**20)))))
    assert read(packed(("first.ipynb", NOTEBOOK), ("inner.zip", inner), kind=zipfile.ZIP_STORED)).notebook == NOTEBOOK


def test_members_that_share_their_bytes_are_refused() -> None:
    """A bomb of members that overlap is refused though each alone is in order: every byte belongs to one member."""
    inner = packed(("first.ipynb", NOTEBOOK), kind=zipfile.ZIP_STORED)
    end = inner.find(CENTRAL)
    outer = packed(("model.pt", inner[:end]), kind=zipfile.ZIP_STORED)
    first, second = outer[outer.rfind(CENTRAL) : outer.rfind(b"PK\x05\x06")], inner[end : inner.rfind(b"PK\x05\x06")]
    inside = struct.pack("<I", outer.find(LOCAL, 4))
    directory = first + second[:42] + inside + second[46:]
    start = outer.rfind(CENTRAL)
    data = outer[:start] + directory + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 2, 2, len(directory), start, 0)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["model.pt", "first.ipynb"]
        assert archive.infolist()[1].file_size == len(NOTEBOOK)
    assert "damaged" in reason(data)


def test_a_member_of_two_names_is_refused() -> None:
    """The name before the bytes and the one in the directory are the same."""
    at = GOOD.find(b"model.pt")
    assert "damaged" in reason(GOOD[:at] + b"other.pt" + GOOD[at + 8 :])


def test_a_wrong_checksum_is_refused() -> None:
    """Bytes that were changed on the way are refused, in the notebook and beside it."""
    stored = packed(("first.ipynb", NOTEBOOK), ("model.pt", b"weights"), kind=zipfile.ZIP_STORED)
    assert "damaged" in reason(stored.replace(b"weights", b"weightz", 1))


def test_a_large_notebook_in_an_archive_is_refused() -> None:
    """The limit of a notebook holds for one in an archive too."""
    large = NOTEBOOK.replace(b'"metadata": {}', b'"metadata": {"x": "%s"}' % (b"x" * 3 * 2**20))
    data = packed(("first.ipynb", large), kind=zipfile.ZIP_STORED)
    assert "at most 2 MB" in reason(data)


def test_a_large_archive_is_refused() -> None:
    """The limit of an upload holds where the body's was not looked at."""
    assert "at most 4 MB" in reason(GOOD + bytes(4 * 2**20))


def test_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading an archive leaves no file anywhere below the working folder."""
    monkeypatch.chdir(tmp_path)
    read(GOOD)
    assert list(tmp_path.iterdir()) == []


@given(place=st.integers(0, len(GOOD) - 1), value=st.binary(min_size=1, max_size=4), cut=st.integers(0, 30))
@settings(max_examples=300, deadline=None)
def test_damage_is_refused_or_harmless(place: int, value: bytes, cut: int) -> None:
    """Whatever was changed in an archive, it gives the same notebook or is refused, and nothing else is raised."""
    data = GOOD[:place] + value + GOOD[place + len(value) : len(GOOD) - cut if cut < 5 else len(GOOD)]
    with contextlib.suppress(SubmissionError):
        assert read(data).notebook == NOTEBOOK


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("first.ipynb", "first.ipynb"),
        ("C:\\Users\\anna\\first.ipynb", "first.ipynb"),
        ("../../etc/passwd", "passwd"),
        ("a/b\x00c\r\nd.ipynb", "bc d.ipynb"),
        ("evil\u202eyp.bnypi", "evilyp.bnypi"),
        ("  .hidden ", "hidden"),
        ("U\u0308bung\u00a0\u20281.ipynb", "Übung 1.ipynb"),
        ("..", ""),
        ("", ""),
        ("\ud800x", "x"),
        ("x" * 300 + ".ipynb", "x" * 93 + "….ipynb"),
        ("y" * 300, "y" * 100),
        ("<script>.ipynb", "<script>.ipynb"),
    ],
)
def test_file_names_are_cleaned(name: str, kept: str) -> None:
    """A kept name has no folders, no invisible characters and a bounded length; escaping is for who shows it."""
    assert clean_file_name(name) == kept
    assert read(NOTEBOOK, name).file_name == kept
