"""A signed receipt of a grading: from what, with what and to what result a submission was graded.

Two gradings of the same submission with the same material on the same machine give equal statements. The course's Ed25519 key
signs the statement and the time; whoever holds the public key can tell offline whether a receipt is genuine.

A receipt holds digests, versions and a digest of the result, no secret: students may keep theirs.
"""

from __future__ import annotations

import hashlib
import hmac
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from autograder import __version__
from autograder.course import Assignment, Course
from autograder.datasets.prepare import Cut, prepare
from autograder.errors import UsageError
from autograder.grade import Grade
from autograder.grading import keys
from autograder.sandbox.gpus import gpus_for

__all__ = [
    "RECEIPT_FILE", "Circumstances", "Receipt", "Statement", "circumstances", "make_receipt", "material_digest", "material_of",
    "read_receipt", "result_digest", "signed", "statement",
]  # fmt: skip

RECEIPT_FILE = "receipt.json"
PACKAGES = (
    "torch", "keras", "numpy", "scipy", "scikit-learn", "matplotlib", "ipykernel", "ipython", "nbclient", "nbformat",
    "nbgrader", "jupyter_client", "pytest", "msgspec",
)  # fmt: skip
"""Packages whose version can change a result."""


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """sha256 (hex) of what the course brings to a grading; equal for equal content, wherever the course lies."""

    source: str
    checks: str
    reference: str
    data: str
    """Of the data as cut to the grading budget; empty where the assignment has none."""
    limits: str
    """Limits, preloaded modules and environment of the student's kernel."""


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """The programs and the machine of a grading."""

    engine: str
    python: str
    packages: dict[str, str]
    """Version by name, of those that are installed."""
    device: str
    """Model of the processor, and of the GPU where the course's kernels have one."""
    threads: str
    """``OMP_NUM_THREADS`` of the student's kernel."""


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """Everything in a receipt that is the same for a whole class."""

    material: Material
    data_sources: dict[str, str]
    """``real``, ``keras`` or ``stand-in``, by data set."""
    environment: Environment
    seeds: str
    """Names the secret from which all seeds are derived, without revealing it: the same secret gives the same seeds."""
    key: str
    """Fingerprint of the public key that belongs to the signature."""


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """What a receipt states: equal for two gradings of the same submission."""

    course: str
    assignment: str
    student: str
    submission: str
    """:func:`autograder.grading.files.digest_with` of the submitted notebook."""
    result: str
    """:func:`result_digest` of the grade."""
    score: float
    max_score: float
    circumstances: Circumstances


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """A statement, when it was made, and the signature of both (base64)."""

    format: str = "autograder-receipt-1"
    statement: Statement
    created: str
    """ISO 8601, UTC; two receipts are compared without it and without the signature."""
    signature: str


def circumstances(course: Course, assignment: Assignment, *, isolated: bool = True) -> Circumstances:
    """What holds for every submission of ``assignment`` graded here and now; makes the course's key on first use.

    ``isolated``: whether kernels run in the sandbox, where they may have a GPU.
    """
    cut = prepare(course, assignment)
    return Circumstances(
        material=_material(course, assignment, cut),
        data_sources=dict(cut.sources) if cut is not None else {},
        environment=_environment(course, [gpu.name for gpu in gpus_for(course, [assignment], isolated=isolated)]),
        seeds=hmac.new(course.secret(), b"autograder: which secret is this?", hashlib.sha256).hexdigest()[:16],
        key=keys.fingerprint(keys.public_key(course)),
    )


def statement(course: Course, grade: Grade, submission: str, of: Circumstances) -> Statement:
    """The statement about ``grade``; ``submission`` is the digest (hex) of what was submitted."""
    return Statement(
        course=course.course_id,
        assignment=grade.assignment,
        student=grade.student,
        submission=submission,
        result=result_digest(grade),
        score=grade.score,
        max_score=grade.max_score,
        circumstances=of,
    )


def make_receipt(course: Course, about: Statement) -> Receipt:
    """``about`` with the present time, signed with the course's key."""
    created = datetime.now(UTC).isoformat(timespec="seconds")
    return Receipt(statement=about, created=created, signature=keys.sign(course, _signed_bytes(about, created)))


def signed(receipt: Receipt, public_key: bytes) -> bool:
    """Whether the signature was made over this statement and time with the key that belongs to ``public_key`` (PEM)."""
    return keys.verify(public_key, receipt.signature, _signed_bytes(receipt.statement, receipt.created))


def read_receipt(path: Path) -> Receipt:
    """The receipt in a file. Raises UsageError when it cannot be read or is none."""
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise UsageError(f"{path}: cannot be read ({problem.strerror})") from None
    try:
        return msgspec.json.decode(data, type=Receipt)
    except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
        raise UsageError(f"{path}: not a receipt ({problem})") from None


def result_digest(grade: Grade) -> str:
    """sha256 (hex) of the scores and of every check's outcome; times, messages and pictures are left out."""
    questions = [[q.grade_id, q.score, q.max_score, [[c.check, c.weight, c.status] for c in q.checks]] for q in grade.questions]
    return hashlib.sha256(msgspec.json.encode([grade.status, grade.score, grade.max_score, questions])).hexdigest()


def material_of(course: Course, assignment: Assignment) -> Material:
    """Digests of the assignment's material as it lies in the course folder now."""
    return _material(course, assignment, prepare(course, assignment))


def _material(course: Course, assignment: Assignment, cut: Cut | None) -> Material:
    limits = (sorted(msgspec.to_builtins(course.limits_of(assignment)).items()), course.preload, sorted(course.environment))
    return Material(
        source=_digest_of_files(course.root, [course.source(assignment)]),
        checks=_digest_of_folder(course, course.checks(assignment)),
        reference=_digest_of_folder(course, course.reference(assignment)),
        data=cut.digest if cut is not None else "",
        limits=hashlib.sha256(msgspec.json.encode(limits)).hexdigest(),
    )


def material_digest(around: Circumstances) -> str:
    """sha256 (hex) over everything besides the submission that decides a grade: material, seeds and the engine's version."""
    return hashlib.sha256(msgspec.json.encode([around.environment.engine, around.seeds, around.material])).hexdigest()


def _digest_of_folder(course: Course, folder: Path) -> str:
    return _digest_of_files(course.root, [p for p in sorted(folder.rglob("*")) if p.is_file() and p.suffix != ".pyc"])


def _digest_of_files(root: Path, paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _signed_bytes(about: Statement, created: str) -> bytes:
    return msgspec.json.encode([created, about], order="sorted")


def _environment(course: Course, gpus: Sequence[str]) -> Environment:
    return Environment(
        engine=__version__,
        python=platform.python_version(),
        packages=_packages(),
        device=" with ".join([_processor(), *dict.fromkeys(gpus)]),
        threads=course.environ().get("OMP_NUM_THREADS", "1"),
    )


@cache
def _packages() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


@cache
def _processor() -> str:
    """``model name`` of /proc/cpuinfo with the architecture."""
    try:
        lines = Path("/proc/cpuinfo").read_text(errors="replace").splitlines()
    except OSError:
        lines = []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return " ".join(dict.fromkeys([models[0] if models else platform.processor(), platform.machine()])).strip()
