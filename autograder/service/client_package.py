"""The small client as a Python wheel, made of this program's own files: whoever can reach the server can install it from there.

It holds what `autograder submit`, `status` and `feedback` and ``autograder.client`` need, and depends on what the base install
depends on. So server and client always speak the same version, and no package index has to be trusted for it.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import io
import zipfile
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path

from autograder import __version__

__all__ = ["FILE_NAME", "client_wheel"]

FILE_NAME = f"autograder-{__version__}-py3-none-any.whl"
_PACKAGE = Path(__file__).parents[1]
_INFO = f"autograder-{__version__}.dist-info"
_PARTS = (
    "__init__.py", "course.py", "errors.py", "grade.py", "service_settings.py", "settings.py", "client/*.py",
    "service/__init__.py", "service/words.py", "feedback/__init__.py", "feedback/report.py", "cli/__init__.py", "cli/main.py",
    "cli/options.py", "cli/connect.py", "cli/submission_report.py", "cli/submit.py", "cli/status.py", "cli/feedback.py",
)  # fmt: skip
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


@functools.cache
def client_wheel() -> bytes:
    """The wheel's bytes; equal for equal files."""
    buffer, record = io.BytesIO(), []
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, data in (*_modules(), *_information()):
            _add(wheel, name, data)
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            record.append(f"{name},sha256={digest},{len(data)}\n")
        _add(wheel, f"{_INFO}/RECORD", "".join([*record, f"{_INFO}/RECORD,,\n"]).encode())
    return buffer.getvalue()


def _modules() -> Iterator[tuple[str, bytes]]:
    for pattern in _PARTS:
        for path in sorted(_PACKAGE.glob(pattern)):
            yield f"autograder/{path.relative_to(_PACKAGE).as_posix()}", path.read_bytes()


def _information() -> Iterator[tuple[str, bytes]]:
    needed = [line for line in requires("autograder") or () if "extra ==" not in line]
    fields = [
        "Metadata-Version: 2.1",
        "Name: autograder",
        f"Version: {__version__}",
        "Summary: Hand in notebooks to a grading server.",
        "Requires-Python: >=3.11",
        *(f"Requires-Dist: {line}" for line in needed),
    ]
    yield f"{_INFO}/METADATA", "\n".join([*fields, ""]).encode()
    yield f"{_INFO}/WHEEL", b"Wheel-Version: 1.0\nGenerator: autograder\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    yield f"{_INFO}/entry_points.txt", b"[console_scripts]\nautograder = autograder.cli.main:main\n"


def _add(wheel: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, _LONG_AGO)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    wheel.writestr(entry, data)
