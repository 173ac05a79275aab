"""The compiled filter of system calls."""

from __future__ import annotations

import builtins
import os
import resource

import pytest

from autograder.errors import InfrastructureError
from autograder.sandbox import linux, seccomp


def run_filtered(act) -> int:
    """Exit status of a forked process that loads the filter and acts: 0, or the number of the OSError."""
    program = seccomp.program()
    child = os.fork()
    if child == 0:
        code = 255
        try:
            linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
            linux.load_filter(program)
            act()
            code = 0
        except OSError as problem:
            code = problem.errno or 254
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def test_the_program_is_whole_instructions_and_the_same_each_time():
    first = seccomp.program()
    seccomp.program.cache_clear()
    assert len(first) % 8 == 0
    assert first == seccomp.program()


def test_ordinary_calls_work_under_the_filter():
    assert run_filtered(lambda: os.listdir("/")) == 0


def test_a_call_that_is_not_listed_does_not_exist():
    import errno

    assert run_filtered(lambda: os.memfd_create("x")) == errno.ENOSYS


def test_new_namespaces_are_forbidden():
    import errno

    assert run_filtered(lambda: linux.unshare(linux.CLONE_NEWUSER)) == errno.EPERM


def test_limits_may_be_read_but_not_set():
    import errno

    assert run_filtered(lambda: resource.getrlimit(resource.RLIMIT_CPU)) == 0
    assert run_filtered(lambda: resource.prlimit(0, resource.RLIMIT_CPU, (60, 60))) == errno.ENOSYS


def test_without_libseccomp_the_command_that_mends_it_is_named(monkeypatch):
    load = builtins.__import__

    def missing(name, *args, **kwargs):
        if name == "pyseccomp":
            raise RuntimeError("Unable to find libseccomp")
        return load(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", missing)
    seccomp.program.cache_clear()
    with pytest.raises(InfrastructureError, match="apt-get install libseccomp2"):
        seccomp.program()
