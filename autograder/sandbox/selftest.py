"""What must fail inside an isolated child, tried before a slot serves; a slot with one failing probe never serves.

Each probe takes what it needs by name and yields one sentence for each thing that does not hold.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import mmap
import os
import platform
import resource
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from autograder.sandbox import isolate, linux
from autograder.sandbox.limits import KERNEL_FILES, KERNEL_TASKS, SessionLimits

_REFUSED = (errno.ENOSYS, errno.EPERM)
_FRESH = (*isolate.PLACES.values(), "/proc", "/dev/pts")
_COMMON_CALLS = {
    "io_uring_setup": 425, "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsmount": 432, "clone3": 435,
    "pidfd_getfd": 438, "mount_setattr": 442, "landlock_create_ruleset": 444, "memfd_secret": 447,
}  # fmt: skip
_CALLS = {
    "x86_64": {
        "shmget": 29, "semget": 64, "msgget": 68, "ptrace": 101, "setuid": 105, "setgid": 106, "setgroups": 116, "capset": 126,
        "personality": 135, "pivot_root": 155, "chroot": 161, "mount": 165, "swapon": 167, "reboot": 169, "init_module": 175,
        "quotactl": 179, "keyctl": 250, "add_key": 248, "request_key": 249, "unshare": 272, "perf_event_open": 298,
        "fanotify_init": 300, "open_by_handle_at": 304, "setns": 308, "process_vm_readv": 310, "kcmp": 312, "seccomp": 317,
        "memfd_create": 319, "kexec_load": 246, "bpf": 321, "userfaultfd": 323, "io_setup": 206, "mq_open": 240, "mlock": 149,
    },
    "aarch64": {
        "shmget": 194, "semget": 190, "msgget": 186, "ptrace": 117, "setuid": 146, "setgid": 144, "setgroups": 159,
        "capset": 91, "personality": 92, "pivot_root": 41, "chroot": 51, "mount": 40, "swapon": 224, "reboot": 142,
        "init_module": 105,
        "quotactl": 60, "keyctl": 219, "add_key": 217, "request_key": 218, "unshare": 97, "perf_event_open": 241,
        "fanotify_init": 262, "open_by_handle_at": 265, "setns": 268, "process_vm_readv": 270, "kcmp": 272, "seccomp": 277,
        "memfd_create": 279, "kexec_load": 104, "bpf": 280, "userfaultfd": 282, "io_setup": 0, "mq_open": 180, "mlock": 228,
    },
}  # fmt: skip
_TIOCSTI = 0x5412
_TIOCLINUX = 0x541C
_LAST_FAMILY = 46


def failures(limits: SessionLimits, outer: dict[str, str], descriptors: set[int]) -> list[str]:
    """Run every probe. ``outer``: the fork server's namespaces by kind; ``descriptors``: those this process may hold."""
    probes: list[Callable[[], Iterator[str]]] = [
        no_privilege,
        alone,
        lambda: own_namespaces(outer),
        lambda: own_descriptors(descriptors),
        read_only,
        lambda: limits_set(limits),
        lambda: disk_limited(limits),
        lambda: processes_limited(limits),
        lambda: memory_limited(limits),
        no_network,
        calls_refused,
    ]
    found: list[str] = []
    for probe in probes:
        try:
            found += probe()
        except Exception as problem:  # a probe that cannot run has shown nothing
            found.append(f"a probe failed: {type(problem).__name__}: {problem}")
    return found


def gpu_failures() -> list[str]:
    """Whether CUDA starts in here with one GPU to compute on; tried in a process of its own, which it fills with threads."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            said = _start_cuda()
        except Exception as problem:
            said = f"{type(problem).__name__}: {problem}"
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with open(reading, encoding="utf-8") as pipe:
        said = pipe.read()
    os.waitpid(process, 0)
    return [] if said == "1 GPU" else [f"CUDA does not start with one GPU: {said or 'its process ended'}"]


def _start_cuda() -> str:
    cuda = ctypes.CDLL("libcuda.so.1")
    if code := cuda.cuInit(0):
        return f"error {code}"
    count = ctypes.c_int()
    code = cuda.cuDeviceGetCount(ctypes.byref(count))
    return f"error {code}" if code else f"{count.value} GPU"


def no_privilege() -> Iterator[str]:
    with open("/proc/self/status") as file:
        status = dict(line.split(":", 1) for line in file)
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        if int(status[name], 16):
            yield f"{name} is not empty"
    if int(status["NoNewPrivs"]) != 1:
        yield "no_new_privs is not set"
    if int(status["Seccomp"]) != 2:
        yield "no system call filter is active"


def alone() -> Iterator[str]:
    if os.getpid() != 1:
        yield "the child is not process 1 of its namespace"
    names = set(os.listdir("/proc"))
    if {name for name in names if name.isdigit()} != {"1"}:
        yield "other processes are visible"
    if names & {"sys", "meminfo", "kcore", "keys", "sysrq-trigger"}:
        yield "/proc shows more than processes"


def own_namespaces(outer: dict[str, str]) -> Iterator[str]:
    for kind in ("user", "mnt", "pid", "ipc", "net", "uts", "cgroup"):
        if os.readlink(f"/proc/self/ns/{kind}") == outer[kind]:
            yield f"the {kind} namespace is shared with the fork server"
    with open("/proc/self/uid_map") as file:
        if [line.split()[2] for line in file] != ["1"]:
            yield "more than one user is mapped"


def own_descriptors(allowed: set[int]) -> Iterator[str]:
    for name in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{name}")
        except FileNotFoundError:  # the listing's own descriptor
            continue
        if int(name) not in allowed and not (int(name) in (0, 1, 2) and target == "/dev/null"):
            yield f"descriptor {name} is open: {target}"


def read_only() -> Iterator[str]:
    with open("/proc/self/mountinfo") as file:
        for line in file:
            place, options = line.split()[4:6]
            if place not in _FRESH and "ro" not in options.split(","):
                yield f"{place} is mounted writable"
            if "nosuid" not in options.split(","):
                yield f"{place} allows set-user-id programs"
    for folder in ("/", "/usr", "/etc", "/dev", isolate.__file__.rsplit("/", 1)[0], sys.prefix):
        try:
            os.close(os.open(f"{folder}/probe", os.O_CREAT | os.O_WRONLY))
        except OSError:
            continue
        yield f"a file can be made in {folder}"


def limits_set(limits: SessionLimits) -> Iterator[str]:
    for name, value in (
        ("CORE", 0),
        ("CPU", limits.cpu_seconds),
        ("FSIZE", limits.file),
        ("NPROC", limits.processes + KERNEL_TASKS),
        ("NOFILE", limits.open_files + KERNEL_FILES),
        ("MEMLOCK", 0),
    ):
        if resource.getrlimit(getattr(resource, f"RLIMIT_{name}")) != (value, value):
            yield f"RLIMIT_{name} is not {value}"


def disk_limited(limits: SessionLimits) -> Iterator[str]:
    for place in isolate.PLACES.values():
        size = os.statvfs(place)
        if not 0 < size.f_blocks * size.f_frsize <= limits.disk:
            yield f"{place} is not limited to {limits.disk} bytes"
    written = 0
    made: list[Path] = []
    try:
        while written <= limits.disk:
            made.append(Path(isolate.WORK, f"probe{len(made)}"))
            with made[-1].open("wb", buffering=0) as file:
                for _ in range(limits.file // 65536):
                    written += file.write(bytes(65536))
                _refuses(lambda file=file: file.write(b"x"), errno.EFBIG)  # type: ignore[misc]  # bound for each file
        yield "the work folder takes more than its size"
    except OSError as problem:
        if problem.errno != errno.ENOSPC:
            yield f"the work folder fails in an unexpected way: {problem}"
    except LookupError:
        yield "a file grows beyond its limit"
    for path in made:
        path.unlink()


def _refuses(act: Callable[[], object], number: int) -> None:
    """Raises LookupError unless ``act`` fails with ``number``; another OSError passes through."""
    try:
        act()
    except OSError as problem:
        if problem.errno == number:
            return
        raise
    raise LookupError


def processes_limited(limits: SessionLimits) -> Iterator[str]:
    children = []
    try:
        for _ in range(limits.processes + KERNEL_TASKS + 1):
            child = os.fork()
            if child == 0:
                signal.pause()
            children.append(child)
        yield "more processes can be started than allowed"
    except BlockingIOError:
        pass
    for child in children:
        os.kill(child, signal.SIGKILL)
    for child in children:
        os.waitpid(child, 0)


def memory_limited(limits: SessionLimits) -> Iterator[str]:
    try:
        mmap.mmap(-1, limits.memory + 2**20).close()
    except (OSError, MemoryError):
        return
    yield "more memory can be mapped than allowed"


def no_network() -> Iterator[str]:
    for family in range(_LAST_FAMILY + 1):
        if family == socket.AF_UNIX:
            continue
        try:
            socket.socket(family, socket.SOCK_DGRAM).close()
        except OSError as problem:
            if problem.errno in _REFUSED:
                continue
        yield f"a socket of family {family} is not refused"


def calls_refused() -> Iterator[str]:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    for name, number in {**_COMMON_CALLS, **_CALLS.get(platform.machine(), {})}.items():
        result = libc.syscall(ctypes.c_long(number), *(ctypes.c_long(-1) for _ in range(6)))
        if result != -1 or ctypes.get_errno() not in _REFUSED:
            yield f"the system call {name} is not refused"
    if (
        libc.syscall(ctypes.c_long({"x86_64": 56}.get(platform.machine(), 220)), ctypes.c_long(linux.CLONE_NEWUSER | 17), 0)
        == 0
    ):
        os._exit(0)  # the clone worked: this is its child
    if ctypes.get_errno() not in _REFUSED:
        yield "clone makes a new user namespace"
    with open("/dev/null") as null:
        for request in (_TIOCSTI, _TIOCLINUX):
            try:
                fcntl.ioctl(null, request, b"x")
            except OSError as problem:
                if problem.errno in _REFUSED:
                    continue
            yield f"ioctl {request:#x} is not refused"
    if libc.prctl(linux.PR_SET_DUMPABLE, 1, 0, 0, 0) != -1:
        yield "prctl is not limited"
