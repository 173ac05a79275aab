"""Cut an assignment's data once: one folder that students' kernels may read, one that only the grader may.

Below the course's ``.autograder/datasets``: ``served/<assignment>-<key>`` (arrays as ``.npy``, files, ``served.json``) and
``hidden/<assignment>-<key>`` (hidden arrays, ``cut.json``). The key names settings and sources, so that a changed one is cut
anew and nothing in use is ever rewritten. The whole folder may be deleted at any time between gradings.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from autograder.course import Assignment, Course, Dataset
from autograder.datasets import budget, fetch, places
from autograder.datasets.images import ARRAYS, KINDS, Images, read_npz
from autograder.errors import ConfigError, InfrastructureError

__all__ = ["Cut", "prepare", "served_folder"]

_FORMAT = 1
_SOURCES = {"real": "the real ones, cut to the grading budget", "keras": "the real ones, cut to the grading budget"}


@dataclass(frozen=True, kw_only=True)
class Cut:
    """An assignment's prepared data.

    Attributes:
        served: folder of what students' kernels may read.
        hidden: folder of the rest.
        digest: sha256 over all of it.
        sources: ``real``, ``keras`` or ``stand-in``, by data set.
    """

    served: Path
    hidden: Path
    digest: str
    sources: Mapping[str, str]


def served_folder(course: Course) -> Path | None:
    """The folder that a sandbox shows, read-only, to the kernels of this course; None when no assignment has data."""
    if not any(assignment.datasets or assignment.files for assignment in course.assignments):
        return None
    return _folder(course, "served", 0o755)


def prepare(course: Course, assignment: Assignment) -> Cut | None:
    """The assignment's cut, made now if it is not there yet; None when it names no data.

    Raises:
        ConfigError: a data file is damaged, or holds fewer images than the budget asks for.
        InfrastructureError: the cut cannot be written.
    """
    if not (assignment.datasets or assignment.files):
        return None
    files = {name: places.find_file(course, name) for name in assignment.files}
    sources = {dataset.name: _source(course, dataset.name) for dataset in assignment.datasets}
    found = _load(course, assignment, sources, files)
    if found is not None:
        return found
    with tempfile.TemporaryDirectory() as scratch:
        images = {dataset.name: _read(course, dataset, sources, Path(scratch)) for dataset in assignment.datasets}
    # Reading may have found another source than the one that was promised: a download, or a broken cache.
    try:
        return _load(course, assignment, sources, files) or _write(course, assignment, sources, files, images)
    except OSError as problem:
        raise InfrastructureError(f"{course.private / 'datasets'}: the data cannot be cut: {problem}") from problem


Source = tuple[str, Path | None]
"""``real``, ``keras`` or ``stand-in``, and the file that holds the data."""


def _source(course: Course, name: str) -> Source:
    path = places.find_images(course, KINDS[name])
    if path is not None:
        return "real", path
    cached = places.find_cached(KINDS[name])
    return ("keras", cached) if cached is not None else ("stand-in", None)


def _read(course: Course, dataset: Dataset, sources: dict[str, Source], scratch: Path) -> Images:
    """The data set cut to its budget; ``sources`` then says where it came from."""
    kind, (source, path) = KINDS[dataset.name], sources[dataset.name]
    target = scratch / f"{dataset.name}.npz"
    if source == "real":
        assert path is not None
        return _cut(read_npz(path, kind), dataset, str(path))
    if source == "keras" and fetch.fetch(course, dataset.name, target, fetch.CACHED_SECONDS):
        return _cut(read_npz(target, kind), dataset, str(path))
    may = not places.forced_stand_in() and fetch.allowed(course) and fetch.reachable(dataset.name)
    if may:
        print(f"{kind.title} is not on this machine: Keras downloads it once …", file=sys.stderr, flush=True)
    if may and fetch.fetch(course, dataset.name, target, fetch.DOWNLOAD_SECONDS):
        sources[dataset.name] = _source(course, dataset.name)
        return _cut(read_npz(target, kind), dataset, f"keras.datasets.{dataset.name}")
    sources[dataset.name] = ("stand-in", None)
    return _cut(kind.stand_in(dataset.train, dataset.test + dataset.hidden), dataset, "the stand-in")


def _cut(images: Images, dataset: Dataset, where: str) -> Images:
    try:
        return budget.cut(images, dataset)
    except ValueError as problem:
        raise ConfigError(f"Dataset(name={dataset.name!r}): {problem} in {where}; lower the numbers") from None


def _load(
    course: Course, assignment: Assignment, sources: Mapping[str, Source], files: Mapping[str, Path | None]
) -> Cut | None:
    """The cut of this key, if it was made before."""
    name = f"{assignment.name}-{_key(assignment, sources, files)}"
    served, hidden = _folder(course, "served", 0o755) / name, _folder(course, "hidden", 0o700) / name
    try:
        known = json.loads((hidden / "cut.json").read_text())
    except OSError:
        return None
    if not served.is_dir():
        return None
    return Cut(served=served, hidden=hidden, digest=known["digest"], sources=known["sources"])


def _write(
    course: Course,
    assignment: Assignment,
    sources: Mapping[str, Source],
    files: Mapping[str, Path | None],
    images: Mapping[str, Images],
) -> Cut:
    """Write both folders, each under its name only when it is complete, the hidden one (which says so) last."""
    name = f"{assignment.name}-{_key(assignment, sources, files)}"
    served, hidden = _folder(course, "served", 0o755), _folder(course, "hidden", 0o700)
    draft = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=_folder(course, "drafts", 0o700)))
    (draft / "hidden").mkdir()
    try:
        for dataset, arrays in images.items():
            for array, values in arrays.items():
                folder = draft / ("served" if array in ARRAYS else "hidden") / dataset
                folder.mkdir(parents=True, exist_ok=True)
                np.save(folder / f"{array}.npy", values)
        (draft / "served" / "files").mkdir(parents=True)
        for file, found in files.items():
            if found is not None:
                shutil.copyfile(found, draft / "served" / "files" / file)
        lines = {dataset.name: _line(dataset, sources[dataset.name][0]) for dataset in assignment.datasets}
        (draft / "served" / "served.json").write_text(json.dumps({"lines": lines}))
        digest, known = _digest(draft), {dataset: source for dataset, (source, _) in sources.items()}
        (draft / "hidden" / "cut.json").write_text(json.dumps({"digest": digest, "sources": known}))
        _readable(draft / "served")
        for part, place in (("served", served / name), ("hidden", hidden / name)):
            _move(draft / part, place)
    finally:
        shutil.rmtree(draft)
    return Cut(served=served / name, hidden=hidden / name, digest=digest, sources=known)


def _move(draft: Path, place: Path) -> None:
    """Rename, unless another process has just made the same."""
    try:
        draft.rename(place)
    except OSError:
        if not place.is_dir():
            raise


def _line(dataset: Dataset, source: str) -> str:
    kind = KINDS[dataset.name]
    what = _SOURCES.get(source) or f"a labelled stand-in: {kind.stand_in_words}, because the real ones are not on this machine"
    return f"{kind.title}: {dataset.train:,} training and {dataset.test:,} test images ({what})"


def _key(assignment: Assignment, sources: Mapping[str, Source], files: Mapping[str, Path | None]) -> str:
    known: list[Any] = [_FORMAT, [dataclasses.asdict(dataset) for dataset in assignment.datasets]]
    known += [[name, source, path and places.stamp(path)] for name, (source, path) in sources.items()]
    known += [[name, path and places.stamp(path)] for name, path in files.items()]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()[:16]


def _digest(folder: Path) -> str:
    """sha256 over names and contents of all files below ``folder``."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").digest()
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + content)
    return digest.hexdigest()


def _folder(course: Course, name: str, mode: int) -> Path:
    """A folder below the course's private one, made if need be. A sandbox started by root runs as another user."""
    course.private.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = course.private / "datasets" / name
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(mode)
    return folder


def _readable(folder: Path) -> None:
    """What is served is read-only for everybody who gets to see it."""
    for path in (folder, *folder.rglob("*")):
        os.chmod(path, 0o755 if path.is_dir() else 0o644)
