"""The other graders' own virtual environments, made on first use from the package index."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "benchmarks" / ".venvs"
CONSTRAINTS = ROOT / "constraints.txt"

_TORCH = "torch==2.13.0"
_STUDENTS_NEED = ("keras", "matplotlib", "ipykernel")
GRADERS = {"nbgrader": "nbgrader==0.9.6", "otter": "otter-grader==7.0.0"}
"""Environment's name → what is installed in it, beside what the students' notebooks need."""


def ensure(name: str) -> Path:
    """The folder of programs of the environment ``name``; made if it is not there.

    All numerical packages have this project's own versions (constraints.txt), so that every grader runs the same numpy, torch
    and keras. torch goes first and alone: resolved together with others, pip may choose a build with several GB of CUDA.

    Raises:
        subprocess.CalledProcessError: pip could not install.
    """
    folder = FOLDER / name
    done = folder / "installed"
    wanted = " ".join([_TORCH, *_STUDENTS_NEED, GRADERS[name]])
    if done.is_file() and done.read_text() == wanted:
        return folder / "bin"
    print(f"Making the environment for {GRADERS[name]} in {folder.relative_to(ROOT)} (some minutes)", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
    pip: list[str | Path] = [folder / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    pip += ["-c", CONSTRAINTS]
    subprocess.run([*pip, _TORCH], check=True)
    subprocess.run([*pip, _TORCH, *_STUDENTS_NEED, GRADERS[name]], check=True)
    done.write_text(wanted)
    return folder / "bin"


def environ(programs: Path, home: Path) -> dict[str, str]:
    """The environment variables of a grader whose programs are in ``programs``: one thread, nobody's own settings.

    Args:
        programs: put before PATH, as activating the virtual environment does; nbgrader starts alembic by name.
        home: a folder for what Jupyter, IPython and matplotlib keep of their user.
    """
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "TZ", "TMPDIR") if name in os.environ}
    home.mkdir(parents=True, exist_ok=True)
    path = f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return {**kept, **threads, "PATH": path, "HOME": str(home), "KERAS_BACKEND": "torch"}


def versions(programs: Path, packages: tuple[str, ...]) -> dict[str, str]:
    """Versions of ``packages`` in the environment, those that are there."""
    code = (
        "import importlib.metadata as m, json, sys\n"
        "print(json.dumps({d.metadata['Name'].lower(): d.version for d in m.distributions()}))"
    )
    answer = subprocess.run([programs / "python", "-I", "-c", code], check=True, capture_output=True, text=True)
    found = json.loads(answer.stdout)
    return {name: found[name] for name in packages if name in found}
