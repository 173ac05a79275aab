"""Run an assignment's hidden checks with pytest in this trusted process, and collect typed results.

Nothing of pytest's own report reaches a student: a failed assertion's explanation would show expected values.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import io
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from autograder.datasets.data import NO_DATA, CourseData
from autograder.errors import AuthorError, InfrastructureError
from autograder.grade import CheckResult, CheckStatus
from autograder.grading.check import MARK, CheckFailed
from autograder.grading.run import NotebookRun
from autograder.grading.student import Call, ReferenceStudent, Student

__all__ = ["CheckRun", "SeedOf", "repeat_checks", "run_checks", "seed_of"]

SeedOf = Callable[[str], int]
"""From a check's id to the seed of its ``rng``."""

# The switched-off plugins serve test suites of people: two of them alone collect garbage for most of a grading's time.
_PLUGINS = "cacheprovider logging unraisableexception threadexception faulthandler junitxml pastebin doctest"
OPTIONS = ("-q", "-s", "--import-mode=importlib", "--assert=plain", *(f"-pno:{name}" for name in _PLUGINS.split()))


@dataclass(frozen=True, kw_only=True)
class CheckRun:
    """One check's result with what diagnosis and the instructor need beyond it."""

    result: CheckResult
    calls: tuple[Call, ...]
    problem: str = ""
    """For status ``error``: traceback for the instructor; never shown to a student."""


def seed_of(secret: bytes, *parts: str) -> int:
    """A 128-bit seed: HMAC-SHA256 of ``parts`` under the course's secret, so that no student can predict it."""
    message = b"\0".join(part.encode() for part in parts)
    return int.from_bytes(hmac.new(secret, message, hashlib.sha256).digest()[:16], "big")


def run_checks(
    folder: Path,
    *,
    run: NotebookRun,
    student: Student,
    reference: ModuleType,
    seed: SeedOf,
    questions: frozenset[str],
    data: CourseData = NO_DATA,
) -> tuple[CheckRun, ...]:
    """Run every check in ``folder``; ``questions`` are the grade ids a check may belong to.

    Raises:
        AuthorError: no check found, or one cannot be collected, has no mark, or names an unknown grade cell.
    """
    plugin = _Plugin(run, student, reference, (seed,), questions, data)
    _run_pytest(folder, plugin)
    return tuple(plugin.done)


def repeat_checks(
    folder: Path,
    *,
    run: NotebookRun,
    student: Student,
    reference: ModuleType,
    seeds: Sequence[SeedOf],
    questions: frozenset[str],
    training: bool | None = None,
    data: CourseData = NO_DATA,
) -> tuple[tuple[CheckRun, ...], ...]:
    """Run the checks in ``folder`` once for each of ``seeds``, one after the other in the same kernel; one round per seed.

    Collected once, so that a round costs what the checks themselves cost. Rounds keep no calls.

    Args:
        training: run only the checks marked so (True) or only the others (False); default: all.

    Raises:
        AuthorError: as :func:`run_checks`; also when no check is left.
    """
    plugin = _Plugin(run, student, reference, tuple(seeds), questions, data, training=training)
    _run_pytest(folder, plugin)
    return tuple(plugin.rounds)


def _run_pytest(folder: Path, plugin: _Plugin) -> None:
    options = [*OPTIONS, "-c", os.devnull, "--rootdir", str(folder), "--confcutdir", str(folder), str(folder)]
    with alone(), contextlib.redirect_stdout(io.StringIO()) as said, contextlib.redirect_stderr(said):
        code = pytest.main(options, plugins=[plugin])
    if plugin.trouble is not None:
        raise plugin.trouble
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) or plugin.collection:
        problems = "; ".join(plugin.collection) or said.getvalue().strip()[-2000:] or f"pytest ended with {code}"
        raise AuthorError(f"{folder}: the hidden checks cannot be run: {problems}")


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """No third-party pytest plugins, no compiled copies of hidden checks on disk, no check modules left in memory."""
    variable, before = "PYTEST_DISABLE_PLUGIN_AUTOLOAD", set(sys.modules)
    old, bytecode = os.environ.get(variable), sys.dont_write_bytecode
    os.environ[variable], sys.dont_write_bytecode = "1", True
    try:
        yield
    finally:
        sys.dont_write_bytecode = bytecode
        os.environ.pop(variable)
        if old is not None:
            os.environ[variable] = old
        for name in set(sys.modules) - before:
            if name.rpartition(".")[2].startswith(("test_", "conftest")):
                del sys.modules[name]


class _Plugin:
    """Fixtures and hooks of one run of the checks."""

    def __init__(
        self,
        run: NotebookRun,
        student: Student,
        reference: ModuleType,
        seeds: tuple[SeedOf, ...],
        questions: frozenset[str],
        data: CourseData,
        *,
        training: bool | None = None,
    ) -> None:
        self._run, self._student, self._reference, self._data = run, student, reference, data
        self._seeds, self._seed, self._questions, self._training = seeds, seeds[0], questions, training
        self.done: list[CheckRun] = []
        self.rounds: list[tuple[CheckRun, ...]] = []
        self.collection: list[str] = []
        self.trouble: InfrastructureError | None = None

    @pytest.fixture
    def student(self) -> Student:
        return self._student

    @pytest.fixture
    def reference(self) -> ModuleType:
        return self._reference

    @pytest.fixture
    def data(self) -> CourseData:
        return self._data

    @pytest.fixture
    def rng(self, request: pytest.FixtureRequest) -> np.random.Generator:
        return np.random.default_rng(self._seed(_check_id(request.node)))

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", f"{MARK}(question, weight, hint, training): a hidden check of a grade cell")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.collection.append(f"{report.nodeid}: {_error_line(report.longreprtext)}")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            mark = item.get_closest_marker(MARK)
            if mark is None:
                self.collection.append(f"{_check_id(item)} has no @check(…) mark")
            elif mark.kwargs["question"] not in self._questions:
                known = ", ".join(sorted(self._questions))
                self.collection.append(
                    f"{_check_id(item)}: no automatically graded cell {mark.kwargs['question']!r}; known: {known}"
                )
            elif not _title(item):
                self.collection.append(
                    f"{_check_id(item)} has no docstring; its first line tells students what the check asks for"
                )
        if self._training is not None:
            items[:] = [item for item in items if self._belongs(item)]
        if self.collection:
            items.clear()

    def _belongs(self, item: pytest.Item) -> bool:
        mark = item.get_closest_marker(MARK)
        return mark is not None and mark.kwargs["training"] == self._training

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Run all checks once per seed, each round with fixtures of its own; None leaves collection errors to pytest."""
        if session.testsfailed:
            return None
        for seed in self._seeds:
            self._seed, self.done = seed, []
            for item, following in zip(session.items, [*session.items[1:], None], strict=True):
                session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                if session.shouldstop:
                    raise session.Interrupted(session.shouldstop)
            self.rounds.append(tuple(CheckRun(result=one.result, calls=(), problem=one.problem) for one in self.done))
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Any:
        """Run one check and record its outcome; pytest itself only ever sees it pass."""
        self._student.calls = []
        self._run.begin_check()
        started = time.monotonic()
        status: CheckStatus = "passed"
        message = problem = ""
        try:
            yield
        except CheckFailed as failure:
            status, message = "failed", str(failure)
        except AssertionError:
            status = "failed"
        except InfrastructureError as trouble:
            self.trouble = trouble
            item.session.shouldstop = "infrastructure"
            return None
        except pytest.skip.Exception:
            status, problem = "error", f"{_check_id(item)}: a check must not be skipped"
        except Exception as fault:  # whatever else a check raises is looked into below
            status, message, problem = self._whose_fault(item, fault)
        self.done.append(self._recorded(item, status, message, problem, time.monotonic() - started))
        return None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A broken fixture or teardown is the author's fault as well."""
        if report.failed and report.when != "call":
            self.collection.append(f"{report.nodeid}: {_error_line(report.longreprtext)}")

    def _whose_fault(self, item: pytest.Item, fault: Exception) -> tuple[CheckStatus, str, str]:
        """A check that breaks on the student's values but passes on the reference's has met a wrong answer."""
        problem = "".join(traceback.format_exception(fault))
        if self._student.calls and isinstance(item, pytest.Function):
            arguments = {**item.funcargs}
            for name, value in (
                ("student", ReferenceStudent(self._reference, self._student)),
                ("rng", np.random.default_rng(self._seed(_check_id(item)))),
            ):
                if name in arguments:
                    arguments[name] = value
            try:
                item.obj(**{name: arguments[name] for name in item._fixtureinfo.argnames})
            except Exception:  # it fails on a right answer too: the author's fault
                return "error", "", problem
            kind = type(self._student.calls[-1].result).__name__
            return "failed", f"Your result (of type {kind}) cannot be used for this question.", ""
        return "error", "", problem

    def _recorded(self, item: pytest.Item, status: CheckStatus, message: str, problem: str, seconds: float) -> CheckRun:
        mark = item.get_closest_marker(MARK)
        assert mark is not None
        result = CheckResult(
            check=_check_id(item),
            title=_title(item),
            question=mark.kwargs["question"],
            weight=mark.kwargs["weight"],
            status=status,
            message=message,
            hint=mark.kwargs["hint"] if status == "failed" else "",
            seconds=seconds,
            training=mark.kwargs["training"],
        )
        return CheckRun(result=result, calls=tuple(self._student.calls), problem=problem)


def _check_id(item: pytest.Item) -> str:
    return f"{item.path.stem}::{item.name}"


def _title(item: pytest.Item) -> str:
    document = getattr(getattr(item, "obj", None), "__doc__", None) or ""
    return str(document.strip().split("\n")[0])


def _error_line(text: str) -> str:
    """The line of pytest's report that names the error (it begins with ``E``), else the last one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line[1:].strip() for line in lines if line.startswith("E ")]
    return (errors or lines or ["unknown problem"])[-1][:300]
