"""The trusted side's course material: the reference module of an assignment, and its misconceptions."""

from __future__ import annotations

import functools
import traceback
import types
from pathlib import Path
from typing import Any

from autograder.errors import AuthorError
from autograder.notebook.overlay import Overlay, read_overlay

REFERENCE_FILE = "reference.py"


def load_reference(folder: Path) -> types.ModuleType:
    """The module ``reference.py`` in ``folder``, executed afresh. Raises AuthorError when it is missing or does not run."""
    path = folder / REFERENCE_FILE
    module = types.ModuleType(f"reference_{folder.name}")
    module.__file__ = str(path)
    _run(path, module.__dict__)
    return module


def load_misconceptions(folder: Path) -> tuple[Overlay, ...]:
    """The misconceptions of the assignment, by file name; equivalent ones are left out (no output tells them apart)."""
    overlays = (read_overlay(path) for path in sorted((folder / "misconceptions").glob("*.py")))
    return tuple(overlay for overlay in overlays if not overlay.header.get("EQUIVALENT", False))


def misconception_namespace(folder: Path, overlay: Overlay) -> dict[str, Any]:
    """What a student with this misconception would have defined: the reference's names, overwritten by its code."""
    namespace: dict[str, Any] = {"__name__": f"misconception_{overlay.name}"}
    _run(folder / REFERENCE_FILE, namespace)
    _execute(*_code(folder, overlay), namespace)
    return namespace


def _run(path: Path, namespace: dict[str, Any]) -> None:
    try:
        text = path.read_text()
    except OSError as problem:
        raise AuthorError(f"{path}: cannot read the reference ({problem.strerror}); every assignment needs one") from None
    _execute(text, path, namespace)


def compile_all(folder: Path) -> None:
    """Compile the reference and every misconception, and keep the result for the processes that are forked from this one."""
    _compiled((folder / REFERENCE_FILE).read_text(), folder / REFERENCE_FILE)
    for overlay in load_misconceptions(folder):
        _compiled(*_code(folder, overlay))


def _code(folder: Path, overlay: Overlay) -> tuple[str, Path]:
    return "\n".join(overlay.codes.values()), folder / "misconceptions" / f"{overlay.name}.py"


@functools.lru_cache(maxsize=1024)
def _compiled(text: str, path: Path) -> types.CodeType:
    return compile(text, str(path), "exec")


def _execute(text: str, path: Path, namespace: dict[str, Any]) -> None:
    try:
        exec(_compiled(text, path), namespace)  # noqa: S102  # the course's own code, on the trusted side
    except Exception as problem:  # whatever the course's code raises is the author's to mend
        line = (traceback.extract_tb(problem.__traceback__) or [None])[-1]
        where = f"{path}:{line.lineno}" if line is not None and line.filename == str(path) else str(path)
        raise AuthorError(f"{where}: {type(problem).__name__}: {problem}") from problem
