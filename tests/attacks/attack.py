'''An attack: an overlay file (see :mod:`autograder.notebook.overlay`) whose header also says what must come of it.

    """Reads the environment of every process it can see."""   # what it tries
    CLASS = "read hidden material"
    EXPECT = "no points"
    SEEN = "variables of 1 process"
    BASE = "release"               # the answer cells are stubs: any point is the attack's

``EXPECT``: ``no points``; ``stopped`` and ``killed``: no points, and the student is told that the code was stopped or ended its
process; ``harmless``: the answers are right and get full points whatever else is tried; ``refused``: the file is not graded.
``SEEN``: text among what the student gets to see; shows that the attack ran to its end. ``FINDING``: kind of a finding.

What percent format cannot say: ``NOTEBOOK`` and ``CELL`` (by ``grade_id``) are merged into the file's JSON; ``BYTES`` is the
whole file as a list of (text, repetitions); ``LINK`` and ``KIND`` make the file a symbolic link, a pipe or a folder;
``FILES`` are handed in beside it: text by path. ``STUDENT`` is the student's id. ``ABSENT``: texts that must not stand in the feedback page. ``CONTROL``: run without a sandbox,
the attack reads hidden material.
'''

from __future__ import annotations

import copy
import functools
import json
import os
from pathlib import Path
from typing import Any, Literal

import msgspec
import nbformat
from nbformat import NotebookNode

from autograder.course import Limits
from autograder.grade import FindingKind
from autograder.notebook.overlay import Overlay, apply_overlay, read_overlay
from autograder.notebook.read import read_notebook
from autograder.notebook.release import make_release

FOLDER = Path(__file__).parent
SOURCE = FOLDER / "course" / "source" / "lab" / "lab.ipynb"


class Attack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="upper"):
    """The header of one attack file."""

    class_: str = msgspec.field(name="CLASS")
    expect: Literal["no points", "stopped", "killed", "harmless", "refused"]
    seen: list[str] | str = []
    finding: FindingKind | None = None
    base: Literal["release", "source"] = "source"
    notebook: dict[str, Any] = {}
    cell: dict[str, dict[str, Any]] = {}
    bytes_: list[tuple[str, int]] = msgspec.field(default=[], name="BYTES")
    link: str = ""
    kind: Literal["", "pipe", "folder"] = ""
    files: dict[str, str] = {}
    student: str = "attacker"
    absent: list[str] = []
    control: bool = False

    @property
    def marks(self) -> list[str]:
        """The texts of ``SEEN``."""
        return [self.seen] if isinstance(self.seen, str) else self.seen


def files() -> list[Path]:
    """All attack files, by folder and name."""
    return sorted(path for path in FOLDER.glob("*/*.py") if path.parent.name != "course")


def name(path: Path) -> str:
    """``folder/name`` of an attack file."""
    return f"{path.parent.name}/{path.stem}"


def read(path: Path) -> tuple[Attack, Overlay]:
    """The header and the overlay of an attack file. Raises msgspec.ValidationError for a header that says something else."""
    overlay = read_overlay(path)
    return msgspec.convert(overlay.header, Attack, strict=True), overlay


def write_submission(path: Path, root: Path, attack: Attack, overlay: Overlay) -> None:
    """Write what the attacker hands in to ``path``; ``root``: the course folder that links are relative to."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if attack.link:
        path.symlink_to(root / attack.link)
    elif attack.kind == "pipe":
        os.mkfifo(path)
    elif attack.kind == "folder":
        path.mkdir()
    elif attack.bytes_:
        path.write_bytes(b"".join(text.encode("utf-8", errors="surrogatepass") * times for text, times in attack.bytes_))
    else:
        path.write_text(json.dumps(_document(attack, overlay)), encoding="utf-8")


def right_submission() -> str:
    """The notebook of a student who solved everything, as JSON."""
    solved = Overlay(name="right", title="Right", header={}, sections=(), path=SOURCE)
    return str(nbformat.writes(apply_overlay(*material(), solved)))


@functools.cache
def material() -> tuple[NotebookNode, NotebookNode]:
    """The course's source notebook without canaries, and its release; not to be changed."""
    source, _ = read_notebook(SOURCE, Limits())
    return source, make_release(source)


def _document(attack: Attack, overlay: Overlay) -> Any:
    notebook = json.loads(nbformat.writes(apply_overlay(*material(), overlay)))
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        _merge(cell, attack.cell.get(grade_id, {}))
    return _merge(notebook, attack.notebook)


def _merge(target: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    for key, value in changes.items():
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            _merge(target[key], value)
        else:
            target[key] = copy.deepcopy(value)
    return target
