"""A virtual environment with Python, pip and what the base install depends on: tests have no package index to ask."""

from __future__ import annotations

import os
import venv
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement


def small_environment(folder: Path) -> dict[str, str]:
    """Make it in ``folder``; gives the environment variables with which a shell finds it first."""
    venv.EnvBuilder(with_pip=True).create(folder)
    [packages] = folder.glob("lib/python*/site-packages")
    for found in _with_dependencies("autograder", {}).values():
        for top in {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
            link = packages / top
            if not link.exists():
                link.symlink_to(Path(str(found.locate_file(top))).resolve())
    keep = ("HOME", "LANG", "TMPDIR")
    return {
        **{name: os.environ[name] for name in keep if name in os.environ},
        "PATH": f"{folder / 'bin'}:/usr/bin:/bin",
        "PIP_NO_INDEX": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


def _with_dependencies(name: str, found: dict[str, Distribution]) -> dict[str, Distribution]:
    """What ``name`` depends on without any extra, and what that depends on."""
    for line in distribution(name).requires or ():
        needed = Requirement(line)
        if needed.name not in found and (needed.marker is None or needed.marker.evaluate({"extra": ""})):
            found[needed.name] = distribution(needed.name)
            _with_dependencies(needed.name, found)
    return found
