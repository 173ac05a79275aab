"""The command line of a slot: bubblewrap with an allow-list of paths, its own namespaces, and nothing of the environment."""

from __future__ import annotations

import os
import pwd
import random
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.errors import InfrastructureError
from autograder.sandbox import isolate
from autograder.sandbox.paths import RUNNER, View, readable_by_all

_SCRATCH = 64 * 2**20
"""Bytes of the fork server's own /tmp and home (caches of libraries at import)."""
_SPARE_USERS = range(64_000, 65_500)
_NOBODY = 65534

THREADS = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
"""Pinned, because another number of threads gives other bits, and because threads do not survive a fork."""
_ENVIRONMENT = {
    **THREADS,
    "HOME": isolate.HOME,
    "USER": "student",
    "LOGNAME": "student",
    "SHELL": "/bin/sh",
    "LANG": "C.UTF-8",
    "TERM": "dumb",
    "IPYTHONDIR": f"{isolate.HOME}/.ipython",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # as in any ipykernel
    "MALLOC_ARENA_MAX": "2",  # each arena reserves 64 MiB of the address space that is limited
    "PYTHONHASHSEED": "0",  # the order of sets of strings must be the same in a regrade
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTORCH_NVML_BASED_CUDA_CHECK": "1",  # asking for CUDA must not initialise it before the fork
}


def program() -> str:
    """Path of bubblewrap. Raises InfrastructureError when it is not installed."""
    found = shutil.which("bwrap", path=f"{os.environ.get('PATH', '')}:/usr/bin:/usr/local/bin")
    if found is None:
        raise InfrastructureError("bubblewrap is not installed; install it with `apt-get install bubblewrap`")
    return found


def command(view: View, environ: Mapping[str, str], descriptors: Sequence[int], sources: Mapping[Path, Path]) -> list[str]:
    """The argument list.

    Args:
        view: what the sandbox sees.
        environ: the course's variables, added to the sandbox's own.
        descriptors: inherited by the fork server and named on its command line.
        sources: other places of some sources (see :mod:`autograder.sandbox.launch`).
    """
    arguments = [
        program(),
        *("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"),
        *("--uid", str(isolate.USER), "--gid", str(isolate.USER), "--hostname", "sandbox"),
        *("--new-session", "--die-with-parent", "--cap-drop", "ALL", "--clearenv"),
    ]
    path = os.pathsep.join(dict.fromkeys([str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"]))
    for name, value in {"PATH": path, **_ENVIRONMENT, **environ}.items():
        arguments += ["--setenv", name, value]
    arguments += ["--proc", "/proc", "--dev", "/dev"]
    for own in isolate.PLACES.values():  # before the binds, some of which may lie below
        arguments += ["--size", str(_SCRATCH), "--tmpfs", own]
    for text, place in view.links:
        arguments += ["--symlink", text, str(place)]
    for source, target in view.binds:
        arguments += ["--ro-bind", str(sources.get(source, source)), str(target)]
    for node in view.devices:
        arguments += ["--dev-bind", str(node), str(node)]
    for place in view.covered:
        arguments += ["--size", "4096", "--tmpfs", str(place), "--remount-ro", str(place)]
    arguments += ["--dir", "/mnt", "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", str(RUNNER)]
    return [*arguments, "--", sys.executable, "-m", "autograder.sandbox.server", *map(str, descriptors)]


def spare_user() -> int:
    """A user number that nobody has, for a slot started by root. (Root's own processes escape the limit on processes.)"""
    numbers = random.SystemRandom().sample(_SPARE_USERS, len(_SPARE_USERS))
    return next((number for number in numbers if _mapped(number) and not _taken(number)), _NOBODY)


def _taken(number: int) -> bool:
    try:
        pwd.getpwuid(number)
    except KeyError:
        return False
    return True


def _mapped(number: int) -> bool:
    with open("/proc/self/uid_map") as file:
        return any(int(inside) <= number < int(inside) + int(count) for inside, _, count in map(str.split, file))


def private_sources(view: View) -> list[Path]:
    """Sources that another user could not read."""
    return [source for source, _ in view.binds if not readable_by_all(source)]
