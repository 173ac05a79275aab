"""What isolation this machine gives, line by line, with the one command that mends each lack."""

from __future__ import annotations

import dataclasses
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from autograder.errors import InfrastructureError
from autograder.sandbox import bubblewrap, cgroup, linux, paths, seccomp
from autograder.sandbox.gpus import Gpu, listed_gpus
from autograder.sandbox.scrub import scrub
from autograder.sandbox.slot import SlotPool

Level = Literal["ok", "weaker", "missing"]
"""``weaker``: grading works, with less isolation or speed; ``missing``: grading in the sandbox is refused."""

_OLDEST = (5, 12)
_SETTINGS = Path("/proc/sys")
_SYSCTLS = {  # setting: (value that forbids user namespaces, value that allows them)
    "kernel.unprivileged_userns_clone": ("0", "1"),
    "kernel.apparmor_restrict_unprivileged_userns": ("1", "0"),
    "user.max_user_namespaces": ("0", "15000"),
}


@dataclasses.dataclass(frozen=True)
class Finding:
    """One line: what was looked at, how it is, and the command that mends it (empty when nothing is to be mended)."""

    level: Level
    what: str
    detail: str
    mend: str = ""


def examine() -> list[Finding]:
    """Look at everything isolation needs; the last finding is a real slot with all its self-tests."""
    found = [*_kernel(), *_programs(), *_user_namespaces(), *_interpreter(), *_memory()]
    if all(finding.level != "missing" for finding in found):
        found += [_slot(), *map(_gpu, listed_gpus())]
    return found


def usable(findings: list[Finding]) -> bool:
    """Whether submissions can be graded in the sandbox."""
    return all(finding.level != "missing" for finding in findings)


def _kernel() -> Iterator[Finding]:
    release = platform.release()
    version = tuple(int(part) for part in release.split("-")[0].split(".")[:2] if part.isdigit())
    mend = "use a Linux with kernel 5.12 or later"
    if sys.platform != "linux" or version < _OLDEST:
        yield Finding("missing", "kernel", f"{platform.system()} {release} cannot isolate submissions", mend)
    else:
        yield Finding("ok", "kernel", f"Linux {release}")
    try:
        linux.number("seccomp")
    except OSError:
        yield Finding("missing", "machine", f"{platform.machine()} is not supported", "use an x86_64 or aarch64 machine")


def _programs() -> Iterator[Finding]:
    try:
        program = bubblewrap.program()
    except InfrastructureError as problem:
        yield Finding("missing", "bubblewrap", str(problem), "apt-get install bubblewrap")
    else:
        asked = subprocess.run([program, "--help"], capture_output=True, text=True)
        if "--size" in asked.stdout + asked.stderr:
            yield Finding("ok", "bubblewrap", program)
        else:
            yield Finding("missing", "bubblewrap", f"{program} is older than 0.7", "apt-get install --upgrade bubblewrap")
    try:
        size = len(seccomp.program()) // 8
    except InfrastructureError as problem:
        yield Finding("missing", "system call filter", str(problem), "apt-get install libseccomp2")
    else:
        yield Finding("ok", "system call filter", f"{len(seccomp.ALLOWED)} calls allowed, {size} instructions")


def _user_namespaces() -> Iterator[Finding]:
    for name, (forbids, allows) in _SYSCTLS.items():
        path = _SETTINGS.joinpath(*name.split("."))
        if path.exists() and path.read_text().strip() == forbids:
            yield Finding("missing", "user namespaces", f"{name} is {forbids}", f"sysctl -w {name}={allows}")
            return
    try:
        command = [bubblewrap.program(), "--unshare-all", "--ro-bind", "/usr", "/usr", "--proc", "/proc"]
    except InfrastructureError:
        return  # said already
    for name in ("lib", "lib64", "bin"):
        path = Path("/", name)
        command += ["--symlink", os.readlink(path), str(path)] if path.is_symlink() else ["--ro-bind-try", str(path), str(path)]
    user = {"user": bubblewrap.spare_user(), "group": bubblewrap.spare_user(), "extra_groups": []} if os.geteuid() == 0 else {}
    tried = subprocess.run([*command, "/usr/bin/true"], capture_output=True, text=True, **user)  # type: ignore[call-overload]
    if tried.returncode:
        reason = tried.stderr.strip().splitlines()[-1:] or ["it does not start"]
        yield Finding("missing", "user namespaces", reason[0], _container_hint())
    else:
        yield Finding("ok", "user namespaces", "an ordinary user may make them")


def _container_hint() -> str:
    options = "--security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined"
    return f"docker run {options} … (when this is a container)"


def _interpreter() -> Iterator[Finding]:
    prefix = Path(sys.base_prefix)
    if os.geteuid() != 0 or paths.readable_by_all(prefix):
        yield Finding("ok", "interpreter", str(prefix))
        return
    capabilities = int(
        next(line for line in Path("/proc/self/status").read_text().splitlines() if "CapEff" in line).split()[1], 16
    )
    if capabilities >> 21 & 1:  # CAP_SYS_ADMIN
        yield Finding("ok", "interpreter", f"{prefix} is private; slots get a view of it of their own")
    else:
        yield Finding("missing", "interpreter", f"{prefix} cannot be read by other users", f"chmod -R a+rX {prefix}")


def _memory() -> Iterator[Finding]:
    group = cgroup.make(2**30, 64)
    if group is not None:
        group.remove()
        versions = sorted({place.version for place in cgroup.hierarchies()})
        yield Finding("ok", "memory", f"limited by control groups (version {versions[-1]})")
    else:
        yield Finding(
            "weaker",
            "memory",
            "no control group may be made here; each process is limited, and their sum is watched 20 times a second",
            "systemd-run --user --scope -p Delegate=yes autograder grade …",
        )


def _gpu(gpu: Gpu) -> Finding:
    """Whether a slot on ``gpu`` starts and its memory can be cleared."""
    missing = [str(node) for node in gpu.nodes() if not node.exists()]
    if missing:
        return Finding("weaker", "GPU", f"{gpu.name} is not used: no {', '.join(missing)}", "nvidia-modprobe -u -c=0")
    try:
        scrub(gpu, 1.0)
        with SlotPool(1, gpu=gpu):
            return Finding("ok", "GPU", f"{gpu.name}, {gpu.memory} MiB: for assignments with Limits(gpu=…)")
    except InfrastructureError as problem:
        mend = "CUDA_VISIBLE_DEVICES= autograder … (grades on the processor)"
        return Finding("weaker", "GPU", f"{gpu.name} cannot be used: {problem}", mend)


def _slot() -> Finding:
    try:
        with SlotPool(1):
            return Finding("ok", "sandbox", "a slot started and passed all self-tests")
    except InfrastructureError as problem:
        return Finding("missing", "sandbox", str(problem))
