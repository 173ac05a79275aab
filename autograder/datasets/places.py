"""Where real data may lie: ``$AUTOGRADER_DATA``, the course's places, and what Keras has cached. Nothing is read here.

The functions that look into places raise ConfigError when ``$AUTOGRADER_DATA`` names no folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from autograder.course import Course
from autograder.datasets.images import Kind
from autograder.errors import ConfigError

__all__ = ["DATA_VARIABLE", "STAND_IN", "find_cached", "find_file", "find_images", "forced_stand_in", "stamp"]

DATA_VARIABLE = "AUTOGRADER_DATA"
STAND_IN = "stand-in"
"""As the value of AUTOGRADER_DATA: look nowhere, use the stand-ins."""


def forced_stand_in() -> bool:
    return os.environ.get(DATA_VARIABLE) == STAND_IN


def find_images(course: Course, kind: Kind) -> Path | None:
    """The ``.npz`` file that holds ``kind``, in the first place that has one."""
    return next((place / name for place in _places(course) for name in kind.files if (place / name).is_file()), None)


def find_cached(kind: Kind) -> Path | None:
    """What Keras has kept of an earlier download of ``kind``."""
    if forced_stand_in():
        return None
    return next((path for name in kind.cached if (path := _keras_cache() / name).exists()), None)


def find_file(course: Course, name: str) -> Path | None:
    """The course's file called ``name``, in the first place that has it, else as Keras has cached it."""
    folders = [] if forced_stand_in() else [*_places(course), _keras_cache()]
    return next((folder / name for folder in folders if (folder / name).is_file()), None)


def stamp(path: Path) -> list[str | int]:
    """What tells a file from a changed one without reading it."""
    found = path.stat()
    return [str(path.resolve()), found.st_size, found.st_mtime_ns]


def _places(course: Course) -> Iterator[Path]:
    if forced_stand_in():
        return
    named = os.environ.get(DATA_VARIABLE)
    if named:
        if not os.path.isdir(named):
            raise ConfigError(f"{DATA_VARIABLE}={named!r} is no folder; name one, or {STAND_IN!r}, or unset it")
        yield Path(named)
    for place in course.data:
        yield course.root / place.expanduser()


def _keras_cache() -> Path:
    """As in ``keras.utils.get_file``."""
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "datasets"
