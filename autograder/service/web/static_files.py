"""Style sheets and scripts, under addresses that hold their content's hash, so that a browser may keep them for a year."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response

from autograder.feedback.pages import STYLE

__all__ = ["address", "router"]

router = APIRouter(include_in_schema=False)

_FOLDER = Path(__file__).parent / "static"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class _File:
    data: bytes
    digest: str
    media_type: str


@functools.cache
def _files() -> dict[str, _File]:
    """The files by name: ours, and the style sheet that they share with feedback pages. Nothing else can be asked for."""
    paths = {path.name: path for path in _FOLDER.iterdir() if path.suffix in _TYPES} | {"feedback.css": STYLE}
    return {name: _read(path) for name, path in paths.items()}


def _read(path: Path) -> _File:
    data = path.read_bytes()
    return _File(data, hashlib.sha256(data).hexdigest()[:16], _TYPES[path.suffix])


def address(name: str) -> str:
    """Where the static file ``name`` is served. Raises KeyError when there is none."""
    return f"/static/{_files()[name].digest}/{name}"


@router.get("/static/{digest}/{name}")
async def static(digest: str, name: str) -> Response:
    """A static file; one whose content has changed since the address was made is not kept by the browser."""
    file = _files().get(name)
    if file is None:
        return Response("There is no such file.", 404, media_type="text/plain")
    kept = _FOREVER if digest == file.digest else "no-cache"
    return Response(file.data, media_type=file.media_type, headers={"Cache-Control": kept})
