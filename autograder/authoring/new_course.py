"""Make a new course folder from the template beside this file."""

from __future__ import annotations

import json
import re
from pathlib import Path

from autograder.errors import UsageError

__all__ = ["new_course"]

TEMPLATE = Path(__file__).parent / "template"


def new_course(folder: Path, name: str = "") -> list[Path]:
    """Copy the template to ``folder``, a new or empty one; the files made, relative to it.

    Args:
        folder: becomes the course's folder; its parents are made.
        name: the course's name; default: the folder's name.

    Raises:
        UsageError: ``folder`` is a file or holds something already.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty; name a new folder for the course")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; name a new folder for the course")
    name = " ".join((name or folder.resolve().name.replace("_", " ").replace("-", " ")).split()) or "My course"
    course_id = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "course"
    made = []
    for path in sorted(TEMPLATE.rglob("*")):
        if path.is_dir() or path.suffix == ".pyc":
            continue
        relative = path.relative_to(TEMPLATE)
        if relative.name == "gitignore":  # package data leaves out files that begin with a dot
            relative = relative.with_name(".gitignore")
        text = path.read_text(encoding="utf-8")
        if relative.name == "course_config.py":
            text = text.replace('"COURSE NAME"', json.dumps(name, ensure_ascii=False)).replace("COURSE_ID", course_id)
        target = folder / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.replace("COURSE NAME", name), encoding="utf-8")
        made.append(relative)
    return made
