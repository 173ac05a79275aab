"""What of this machine a sandbox may see: an allow-list of read-only paths, never a masked whole.

The system's programs and libraries, the interpreter and its packages, and a copy of the few files of this package that run
inside. Course, checks, references, gradebook and homes are not on the list; :func:`refuse_hidden` makes sure of it.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
import site
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import autograder
from autograder.errors import InfrastructureError
from autograder.sandbox import isolate

RUNNER = Path("/runner")
"""Where the copied files of this package lie in the sandbox."""
DATA = Path("/data")
"""Where the folder of served data lies in the sandbox, if there is one."""
INNER = (
    "__init__",
    "app",
    "child",
    "datasets",
    "gradient",
    "isolate",
    "kernel",
    "limits",
    "linux",
    "model_config",
    "models",
    "operations",
    "protocol",
    "selftest",
    "server",
    "wire",
)
_SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin")
_ETC = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "localtime", "nsswitch.conf", "fonts", "mime.types")
_HARDWARE = "/sys/devices/system/cpu"  # numerical libraries choose their code paths by it
_ALL_HARDWARE = "/sys"  # CUDA looks for its GPU on the bus, and for the nodes of memory near it
_ACCOUNTS = {
    "passwd": f"student:x:{isolate.USER}:{isolate.USER}::{isolate.HOME}:/bin/sh\n",
    "group": f"student:x:{isolate.USER}:\n",
    "hosts": "127.0.0.1 localhost\n",
}


@dataclasses.dataclass(frozen=True)
class View:
    """What a sandbox sees: read-only binds (source, target), symbolic links (text, place), places covered by nothing, and the
    nodes of a GPU.
    """

    binds: tuple[tuple[Path, Path], ...]
    links: tuple[tuple[str, Path], ...]
    covered: tuple[Path, ...]
    devices: tuple[Path, ...] = ()


def copy_runner(folder: Path) -> None:
    """Copy the files that run inside the sandbox to ``folder``, so that a running slot never mixes two versions."""
    package = Path(autograder.__file__).parent
    inside = folder / "autograder" / "sandbox"
    inside.mkdir(parents=True)
    shutil.copyfile(package / "__init__.py", inside.parent / "__init__.py")
    for name in INNER:
        shutil.copyfile(package / "sandbox" / f"{name}.py", inside / f"{name}.py")
    for name, text in _ACCOUNTS.items():
        (folder / name).write_text(text)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def view(runner: Path, data: Path | None = None, devices: tuple[Path, ...] = ()) -> View:
    """The allow-list of this machine and interpreter.

    Args:
        runner: the folder :func:`copy_runner` filled.
        data: a folder to show at :data:`DATA`; what is added to it later is seen as well.
        devices: nodes of a GPU; with them, the machine's hardware is shown too.
    """
    binds = [(runner, RUNNER), *((runner / name, Path("/etc", name)) for name in _ACCOUNTS)]
    if data is not None:
        binds.append((data, DATA))
    links: list[tuple[str, Path]] = []
    for name in _SYSTEM:
        path = Path(name)
        if path.is_symlink():
            links.append((os.readlink(path), path))
        elif path.is_dir():
            binds.append((path, path))
    binds += [(path, path) for path in (Path("/etc", name) for name in _ETC) if path.exists()]
    hardware = Path(_ALL_HARDWARE if devices else _HARDWARE)
    if hardware.is_dir():
        binds.append((hardware, hardware))
    for path in _interpreter():
        if not any(path.is_relative_to(target) for _, target in binds):
            binds.append((path, path))
    shown = [target for _, target in binds]
    links += [link for link in _executable_links() if not any(link[1].is_relative_to(target) for target in shown)]
    own = Path(autograder.__file__).parent
    covered = tuple(own for target in shown if own.is_relative_to(target))
    return View(tuple(binds), tuple(links), covered[:1], devices)


def kept(shown: View) -> list[Path]:
    """Targets below places that each child covers with its own file system, outermost first."""
    places = [Path(place) for place in isolate.PLACES.values()]
    found = [target for _, target in shown.binds if any(target.is_relative_to(place) for place in places)]
    return sorted(found, key=lambda target: len(target.parts))


def _interpreter() -> Iterator[Path]:
    """Folders of the interpreter, its standard library and its packages, the outermost first."""
    folders = {
        Path(sys.base_prefix),
        Path(sys.base_exec_prefix),
        Path(sys.prefix),
        Path(os.path.realpath(sys.executable)).parent,
    }
    if site.ENABLE_USER_SITE and site.USER_SITE and os.path.isdir(site.USER_SITE):
        folders.add(Path(site.USER_SITE))
    yield from sorted((folder for folder in folders if folder.is_dir()), key=lambda folder: len(folder.parts))


def _executable_links() -> Iterator[tuple[str, Path]]:
    """Symbolic links from ``sys.executable`` to the real program."""
    path = Path(sys.executable)
    while path.is_symlink():
        text = os.readlink(path)
        yield text, path
        path = Path(os.path.normpath(path.parent / text))


def refuse_hidden(binds: Iterable[tuple[Path, Path]], hidden: Iterable[Path]) -> None:
    """Raises InfrastructureError when a bind would show one of the ``hidden`` folders."""
    for folder in hidden:
        real = folder.resolve()
        for source, _ in binds:
            if real.is_relative_to(source.resolve()):
                raise InfrastructureError(
                    f"{folder}: lies in {source}, which students' code can read; move the course elsewhere"
                )


def readable_by_all(path: Path) -> bool:
    """Whether a user with no rights at all can reach and list (or read) ``path``."""
    real = path.resolve()
    above = all(folder.stat().st_mode & stat.S_IXOTH for folder in real.parents)
    needed = stat.S_IROTH | stat.S_IXOTH if real.is_dir() else stat.S_IROTH
    return above and real.stat().st_mode & needed == needed
