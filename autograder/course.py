"""A course's settings as frozen, validated values, and the one place where ``course_config.py`` is loaded.

    from autograder.course import Assignment, Course

    course = Course(name="Deep Learning", course_id="dl", assignments=[Assignment(name="conv_by_hand")])

Every class takes keyword arguments only. An unknown name, a value of the wrong type and a value out of range are refused with
the setting's name, the value, and the nearest right name.
"""

from __future__ import annotations

import dataclasses
import os
import re
import runpy
import secrets
import traceback
from datetime import datetime
from pathlib import Path

from autograder.errors import ConfigError, UsageError
from autograder.service_settings import OpenID, Service
from autograder.settings import nearest, settings

__all__ = ["CONFIG_NAME", "DATASETS", "Assignment", "Course", "Dataset", "Limits", "OpenID", "Service", "load_course"]

CONFIG_NAME = "course_config.py"
DATASETS = ("cifar10", "mnist")
"""Names of ``keras.datasets`` that a course can serve."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")
_REPOSITORY = re.compile(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+(@[A-Za-z0-9][A-Za-z0-9._/-]*)?\Z")


@settings
class Limits:
    """What one submission may use. Times in seconds of wall clock, sizes in MiB."""

    cell_seconds: float = 60.0
    """One cell of the notebook."""
    notebook_seconds: float = 300.0
    """All cells together, repetitions after a dead kernel included."""
    call_seconds: float = 10.0
    """One call of a hidden check into the student's code."""
    check_seconds: float = 60.0
    """One hidden check, all its calls together."""
    memory_mb: int = 4096
    """Memory of the student's processes, beyond what the warm kernel shares."""
    processes: int = 64
    disk_mb: int = 256
    """Work folder, /tmp and /dev/shm together (they live in memory)."""
    file_mb: int = 128
    """One file written by the student."""
    open_files: int = 256
    cell_output_mb: float = 1.0
    """Outputs kept of one cell; the rest is cut and the student is told."""
    output_mb: float = 8.0
    """Outputs kept of the whole notebook."""
    notebook_mb: float = 20.0
    """A submitted notebook file."""
    cells: int = 1000
    """Cells of a submitted notebook."""
    gpu: float = 0.0
    """Share of one GPU that a submission gets, 0 to 1; a machine without one grades it on its processor and says so."""

    def __post_init__(self) -> None:
        if not 0 <= self.gpu <= 1:
            raise ConfigError(f"Limits.gpu={self.gpu!r} must be a share of one GPU, from 0 to 1")
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if field.name != "gpu" and not 0 < value < float("inf"):
                raise ConfigError(f"Limits.{field.name}={value!r} must be a number above 0")


@settings
class Dataset:
    """A data set of ``keras.datasets``, cut to what grading can afford: numbers of images, balanced by class."""

    name: str
    train: int
    """Training images that students' kernels are served."""
    test: int
    """Test images that students' kernels are served."""
    hidden: int = 0
    """Further images of the test split, for the hidden checks alone."""

    def __post_init__(self) -> None:
        if self.name not in DATASETS:
            raise ConfigError(f"Dataset.name={self.name!r} is no data set that can be served{nearest(self.name, DATASETS)}")
        for number, least in (("train", 1), ("test", 1), ("hidden", 0)):
            if getattr(self, number) < least:
                raise ConfigError(f"Dataset.{number}={getattr(self, number)} of {self.name!r} must be at least {least}")


@settings
class Assignment:
    """One assignment: one notebook, its reference and its hidden checks, found by ``name``."""

    name: str
    title: str = ""
    """Shown to people; default: the name with spaces."""
    notebook: str = ""
    """Notebook file name without ``.ipynb``; default: the assignment's name."""
    due: datetime | None = None
    attempts: int = 0
    """Submissions the server takes of one student; 0: as many as they like. One that the machine failed does not count."""
    limits: Limits | None = None
    """Overrides the course's limits."""
    datasets: tuple[Dataset, ...] = ()
    """What ``keras.datasets`` serves in the student's kernel."""
    files: tuple[str, ...] = ()
    """Files of the course's places (``Course.data``) that ``keras.utils.get_file`` gives in the student's kernel."""

    def __post_init__(self) -> None:
        _check_name("Assignment.name", self.name)
        for where, names in (("datasets", [dataset.name for dataset in self.datasets]), ("files", self.files)):
            twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
            if twice is not None:
                raise ConfigError(f"Assignment.{where} of {self.name!r}: {twice!r} stands twice")
        for file in self.files:
            if file in ("", "..") or file != Path(file).name:
                raise ConfigError(f"Assignment.files of {self.name!r}: {file!r} must be a file name without a folder")
        if not self.title:
            object.__setattr__(self, "title", self.name.replace("_", " ").capitalize())
        if not self.notebook:
            object.__setattr__(self, "notebook", self.name)
        _check_name("Assignment.notebook", self.notebook)
        if self.attempts < 0:
            raise ConfigError(f"Assignment.attempts={self.attempts} of {self.name!r} must be at least 0")
        if self.due is not None and self.due.tzinfo is None:
            raise ConfigError(f"Assignment.due={self.due.isoformat()!r} of {self.name!r} needs a time zone")


@settings
class Course:
    """A course: its folder, assignments, limits and what the warm kernels import."""

    name: str
    course_id: str
    """Short name in the gradebook."""
    assignments: tuple[Assignment, ...] = ()
    limits: Limits = Limits()
    preload: tuple[str, ...] = ("numpy",)
    """Modules a warm kernel has imported before a student's code arrives."""
    environment: tuple[str, ...] = ()
    """``NAME=value`` pairs set in the student's kernel, e.g. ``KERAS_BACKEND=torch``."""
    data: tuple[Path, ...] = ()
    """Folders with data files, looked through in this order; :func:`load_course` takes relative ones from the course folder."""
    download: bool = True
    """Whether Keras may download a data set that no place has; without it a labelled stand-in takes its place."""
    repository: str = ""
    """Public GitHub repository of the course, ``owner/name`` or ``owner/name@branch``: releases get an Open-in-Colab badge."""
    database: str = "sqlite:///gradebook.db"
    """nbgrader's gradebook, as an SQLAlchemy URL; a relative SQLite path is below the course folder."""
    service: Service = Service()
    """The grading server, `autograder serve`."""
    root: Path = Path()
    """The course folder; set by :func:`load_course`."""

    def __post_init__(self) -> None:
        _check_name("Course.course_id", self.course_id)
        seen: set[str] = set()
        for assignment in self.assignments:
            if assignment.name in seen:
                raise ConfigError(f"Course.assignments: the name {assignment.name!r} stands twice")
            seen.add(assignment.name)
        for pair in self.environment:
            if not re.match(r"[A-Za-z_][A-Za-z0-9_]*=", pair):
                raise ConfigError(f"Course.environment: {pair!r} is not of the form NAME=value")
        if self.repository and not _REPOSITORY.match(self.repository):
            raise ConfigError(f"Course.repository={self.repository!r} is not of the form owner/name or owner/name@branch")

    def assignment(self, name: str) -> Assignment:
        """The assignment called ``name``; raises UsageError with the nearest right name."""
        for assignment in self.assignments:
            if assignment.name == name:
                return assignment
        raise UsageError(f"no assignment {name!r} in {CONFIG_NAME}{nearest(name, (a.name for a in self.assignments))}")

    def limits_of(self, assignment: Assignment) -> Limits:
        return assignment.limits or self.limits

    def source(self, assignment: Assignment) -> Path:
        """The instructor's notebook, solutions inside."""
        return self.root / "source" / assignment.name / f"{assignment.notebook}.ipynb"

    def release(self, assignment: Assignment) -> Path:
        return self.root / "release" / assignment.name / f"{assignment.notebook}.ipynb"

    def reference(self, assignment: Assignment) -> Path:
        """Folder of the reference implementation (``reference.py``) and ``misconceptions/``."""
        return self.root / "reference" / assignment.name

    def checks(self, assignment: Assignment) -> Path:
        """Folder of the hidden pytest checks."""
        return self.root / "tests" / "hidden" / assignment.name

    def submitted(self, assignment: Assignment, student: str) -> Path:
        return self.root / "submitted" / student / assignment.name / f"{assignment.notebook}.ipynb"

    def autograded(self, assignment: Assignment, student: str) -> Path:
        return self.root / "autograded" / student / assignment.name / f"{assignment.notebook}.ipynb"

    def results(self, assignment: Assignment, student: str) -> Path:
        """Folder of one submission's ``grade.json``, ``results.json`` and ``feedback.html``."""
        return self.root / "results" / student / assignment.name

    @property
    def private(self) -> Path:
        """Folder of this course's secret and working files; never shown to students."""
        return self.root / ".autograder"

    @property
    def database_url(self) -> str:
        return self._below_root(self.database)

    @property
    def service_database_url(self) -> str:
        return self._below_root(self.service.database)

    def _below_root(self, url: str) -> str:
        prefix = "sqlite:///"
        return prefix + str((self.root / url.removeprefix(prefix)).resolve()) if url.startswith(prefix) else url

    def environ(self) -> dict[str, str]:
        return dict(pair.split("=", 1) for pair in self.environment)

    def secret(self) -> bytes:
        """The course's 32-byte secret; made on first use, readable by its owner only."""
        path = self.private / "secret"
        if not path.exists():
            self.private.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = path.with_name(f"secret.{os.getpid()}")
            draft.write_text(secrets.token_hex(32))
            draft.chmod(0o600)
            try:
                os.link(draft, path)  # a link never replaces a secret that another process made first
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return bytes.fromhex(path.read_text().strip())


def load_course(start: Path | str = ".") -> Course:
    """The ``course`` of ``course_config.py`` in ``start`` or the nearest folder above it.

    Raises:
        UsageError: there is no such file.
        ConfigError: it does not run, has no ``course``, or holds a wrong setting.
    """
    folder = Path(start).resolve()
    for candidate in (folder, *folder.parents):
        path = candidate / CONFIG_NAME
        if path.is_file():
            return _load(path)
    raise UsageError(f"no {CONFIG_NAME} in {folder} or above; `autograder init DIR` makes a course, --course DIR names one")


def _load(path: Path) -> Course:
    try:
        found = runpy.run_path(str(path)).get("course")
    except ConfigError as problem:
        raise ConfigError(f"{path}:{_line(problem, path)}: {problem}") from None
    except Exception as problem:  # course_config.py is arbitrary Python: whatever it raises is the instructor's to mend
        raise ConfigError(f"{path}:{_line(problem, path)}: {type(problem).__name__}: {problem}") from problem
    if not isinstance(found, Course):
        raise ConfigError(f"{path}: it must set `course = Course(…)`, found {type(found).__name__}")
    places = tuple(Path(os.path.abspath(path.parent / place.expanduser())) for place in found.data)
    return dataclasses.replace(found, root=path.parent, data=places)


def _line(problem: BaseException, path: Path) -> int:
    if isinstance(problem, SyntaxError):
        return problem.lineno or 0
    lines = [frame.lineno or 0 for frame in traceback.extract_tb(problem.__traceback__) if frame.filename == str(path)]
    return lines[-1] if lines else 0


def _check_name(where: str, name: str) -> None:
    if not _NAME.match(name):
        raise ConfigError(f"{where}={name!r} may hold letters, digits, '_' and '-' only")
