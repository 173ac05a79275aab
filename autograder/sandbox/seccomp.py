"""The allow-list of system calls, compiled by libseccomp on the trusted side into bytes that a child loads.

Everything not named is refused with ENOSYS (C libraries then fall back to an older call); what a student may try on purpose
(network sockets, new namespaces) is refused with EPERM, which Python shows as ``PermissionError``.
"""

from __future__ import annotations

import errno
import functools
import os
import resource
import socket

from autograder.errors import InfrastructureError

_FILES = """
read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 open openat openat2 creat close close_range lseek
stat fstat lstat newfstatat statx access faccessat faccessat2 getdents getdents64 getcwd chdir fchdir
rename renameat renameat2 mkdir mkdirat rmdir link linkat unlink unlinkat symlink symlinkat readlink readlinkat
chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat umask utime utimes utimensat futimesat
truncate ftruncate fallocate fadvise64 fsync fdatasync sync_file_range sendfile splice tee copy_file_range readahead
dup dup2 dup3 pipe pipe2 flock statfs fstatfs
getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr
select pselect6 poll ppoll epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2
eventfd eventfd2 timerfd_create timerfd_settime timerfd_gettime signalfd signalfd4
"""
_MEMORY = "mmap munmap mprotect mremap madvise brk msync mincore membarrier get_mempolicy"
_PROCESSES = """
fork vfork execve execveat exit exit_group wait4 waitid kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo
pidfd_open pidfd_send_signal
getpid getppid gettid getuid geteuid getgid getegid getresuid getresgid getgroups getpgid getpgrp getsid setpgid setsid
rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait sigaltstack restart_syscall pause
futex futex_waitv futex_wake futex_wait futex_requeue set_robust_list get_robust_list set_tid_address rseq arch_prctl
sched_yield sched_setscheduler sched_getscheduler sched_getparam sched_getattr sched_getaffinity sched_setaffinity
sched_get_priority_max sched_get_priority_min
getcpu getpriority setpriority getrlimit getrusage times capget
"""
_TIME = """
nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time alarm getitimer setitimer
timer_create timer_settime timer_gettime timer_getoverrun timer_delete
"""
_OTHER = "getrandom uname sysinfo"
_SOCKETS = """
bind connect listen accept accept4 getsockname getpeername sendto recvfrom sendmsg recvmsg sendmmsg recvmmsg shutdown
setsockopt getsockopt
"""
ALLOWED = (_FILES + _MEMORY + " " + _PROCESSES + _TIME + _OTHER + _SOCKETS).split()

# Terminals are for `!command` in a notebook. TIOCSTI and TIOCLINUX (typing into a terminal) stay out.
_IOCTLS = {
    "TCGETS": 0x5401, "TCSETS": 0x5402, "TCSETSW": 0x5403, "TCSETSF": 0x5404, "TIOCSCTTY": 0x540E, "TIOCGPGRP": 0x540F,
    "TIOCSPGRP": 0x5410, "TIOCOUTQ": 0x5411, "TIOCGWINSZ": 0x5413, "TIOCSWINSZ": 0x5414, "FIONREAD": 0x541B, "FIONBIO": 0x5421,
    "TIOCNOTTY": 0x5422, "TIOCGSID": 0x5429, "TIOCGPTN": 0x80045430, "TIOCSPTLCK": 0x40045431, "TIOCGPTPEER": 0x5441,
    "FIONCLEX": 0x5450, "FIOCLEX": 0x5451, "FIOASYNC": 0x5452,
}  # fmt: skip
_PRCTLS = {
    "PR_SET_PDEATHSIG": 1, "PR_GET_PDEATHSIG": 2, "PR_GET_DUMPABLE": 3, "PR_SET_NAME": 15, "PR_GET_NAME": 16,
    "PR_GET_SECCOMP": 21, "PR_CAPBSET_READ": 23, "PR_SET_TIMERSLACK": 29, "PR_GET_TIMERSLACK": 30, "PR_GET_NO_NEW_PRIVS": 39,
    "PR_SET_VMA": 0x53564D41,
}  # fmt: skip
_FCNTLS = {  # not F_SETPIPE_SZ: pipes of all a user's processes share one allowance
    "F_DUPFD": 0, "F_GETFD": 1, "F_SETFD": 2, "F_GETFL": 3, "F_SETFL": 4, "F_GETLK": 5, "F_SETLK": 6, "F_SETLKW": 7,
    "F_SETOWN": 8, "F_GETOWN": 9, "F_SETSIG": 10, "F_GETSIG": 11, "F_OFD_GETLK": 36, "F_OFD_SETLK": 37, "F_OFD_SETLKW": 38,
    "F_DUPFD_CLOEXEC": 1030, "F_GETPIPE_SZ": 1032, "F_GET_SEALS": 1034,
}  # fmt: skip
_GPU_IOCTLS = (  # (mask, value): the driver's own calls have the type 'F'; those of its unified memory are small bare numbers
    (0x0000FF00, 0x00004600),
    (0xFFFFFF00, 0x00000000),
    (0xFFFFFFFF, 0x30000001),
    (0xFFFFFFFF, 0x30000002),
)
_CLONE_NEW = 0x7E020080  # every CLONE_NEW… flag
_OPTIMIZE = 8  # SCMP_FLTATR_CTL_OPTIMIZE; 2: a binary tree instead of a list


@functools.cache
def program(*, gpu: bool = False) -> bytes:
    """The compiled filter (``struct sock_filter[]``) for this machine's architecture.

    Args:
        gpu: let through what CUDA asks of NVIDIA's driver.

    Raises:
        InfrastructureError: libseccomp is missing.
    """
    try:
        import pyseccomp as seccomp
    except (ImportError, RuntimeError) as problem:
        raise InfrastructureError(f"libseccomp: {problem}; install it with `apt-get install libseccomp2`") from problem
    refused = seccomp.ERRNO(errno.EPERM)
    rules = seccomp.SyscallFilter(seccomp.ERRNO(errno.ENOSYS))
    rules.set_attr(_OPTIMIZE, 2)
    for name in ALLOWED:
        try:
            rules.add_rule(seccomp.ALLOW, name)
        except OSError:  # a call this architecture or this libseccomp does not know: it stays refused
            continue
    for name in ("socket", "socketpair"):
        rules.add_rule(seccomp.ALLOW, name, seccomp.Arg(0, seccomp.EQ, socket.AF_UNIX))
        rules.add_rule(refused, name, seccomp.Arg(0, seccomp.NE, socket.AF_UNIX))
    rules.add_rule(seccomp.ALLOW, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, _CLONE_NEW, 0))
    rules.add_rule(refused, "unshare")
    rules.add_rule(refused, "setns")
    # A limit may be read, not set: a process that lowers its own time would die as if the machine had killed it.
    # Only the address space is capped later, once the kernel stands.
    rules.add_rule(seccomp.ALLOW, "prlimit64", seccomp.Arg(1, seccomp.EQ, resource.RLIMIT_AS))
    rules.add_rule(seccomp.ALLOW, "prlimit64", seccomp.Arg(2, seccomp.EQ, 0))
    for call, values, argument in (("ioctl", _IOCTLS, 1), ("prctl", _PRCTLS, 0), ("fcntl", _FCNTLS, 1)):
        for value in values.values():
            # the kernel looks at the low 32 bits only, so must the filter
            rules.add_rule(seccomp.ALLOW, call, seccomp.Arg(argument, seccomp.MASKED_EQ, 0xFFFFFFFF, value))
    for mask, value in _GPU_IOCTLS if gpu else ():
        rules.add_rule(seccomp.ALLOW, "ioctl", seccomp.Arg(1, seccomp.MASKED_EQ, mask, value))
    return _bytes(rules)


def _bytes(rules: object) -> bytes:
    descriptor = os.memfd_create("filter", os.MFD_CLOEXEC)
    with open(descriptor, "w+b") as file:
        rules.export_bpf(file)  # type: ignore[attr-defined]  # pyseccomp ships no types
        file.seek(0)
        return file.read()
