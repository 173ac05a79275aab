"""`autograder serve`: keep the web process and the grader running until told to stop.

    serve (this process: holds the listening socket, starts what died)
    ├── web process    pages and API
    └── grader         sandboxes, trusted workers, gradebook

Neither outlives this process. Everything that matters is in the database, so any of them may be killed at any time.
"""

from __future__ import annotations

import contextlib
import errno
import http.client
import logging
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from autograder.course import Course
from autograder.errors import ConfigError, InfrastructureError, UsageError
from autograder.service import queue
from autograder.service.alerts import CHANGED_SETTINGS, settle
from autograder.service.child import Child
from autograder.service.database import Database
from autograder.service.processes import host_name, lives
from autograder.service.tables import Worker

if TYPE_CHECKING:
    from autograder.grading.kernel import Isolation  # brings Jupyter, which this process does not need

__all__ = ["PAGES", "Options", "release_dead", "serve"]

PAGES = frozenset(("alerts", "machines", "submissions"))
"""Words that follow ``/class/`` in the address of a page that is of no single assignment."""
log = logging.getLogger(__name__)
_TICK = 0.1
_START_SECONDS = 600.0
"""For sandboxes to warm up and data to be downloaded and cut; a child that fails says so at once."""
_BACKLOG = 1024
_END_SECONDS = 20.0
"""For a child to put things in order, besides the grace time."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """Options of `autograder serve`."""

    host: str = "127.0.0.1"
    port: int = 8000
    slots: int = 0
    """0: as the course says."""
    isolation: Isolation = "sandbox"
    grader: bool = True
    grace: float = 30.0
    """Seconds in which submissions that are being graded may be finished when the server stops."""


def serve(course: Course, database: Database, options: Options, on_ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; a second one waits for no grading.

    ``on_ready`` is called once, with the address, when the server answers and can grade.

    Raises:
        ConfigError: an assignment has the name of a page.
        UsageError: the address cannot be listened at.
        InfrastructureError: a process does not start, with its reason, or ends again and again.
    """
    for assignment in course.assignments:
        if assignment.name in PAGES:
            raise ConfigError(f"assignment {assignment.name!r}: the server has a page of this name; choose another")
    with _listening(options.host, options.port) as listener, _told_to_stop() as told:
        release_dead(database)
        settle(database, CHANGED_SETTINGS)  # both children are about to read them; one that starts again alone does not count
        address = _address(options.host, listener)
        children = _children(course, database, options, listener)
        try:
            for child in children:
                child.start()
            if _started(children, listener, told):
                on_ready(address)
                while not told:
                    _attend(children)
                    time.sleep(_TICK)
        finally:
            _stop(children, options.grace, told)


def release_dead(database: Database) -> int:
    """Take back the leases of this machine's graders that are dead, as after a power cut; how many there were."""
    with database.read() as db:
        known = db.scalars(select(Worker.id).where(Worker.host == host_name(), Worker.state != "gone")).all()
    return sum(_bury(database, name, "the machine or the server was stopped hard") for name in known if not lives(name))


def _bury(database: Database, name: str, reason: str) -> int:
    """Note that a grader is dead; how many jobs went back to the queue."""
    released = queue.release(database, name, reason)
    with database.write() as db:
        db.execute(update(Worker).where(Worker.id == name).values(state="gone"))
    return released


def _children(course: Course, database: Database, options: Options, listener: socket.socket) -> list[Child]:
    folder = ["--course", str(course.root)]
    descriptor = listener.fileno()
    web = Child(
        "the web process",
        "autograder.service.web_process",
        [*folder, "--listen", str(descriptor)],
        environ=os.environ,
        keep=[descriptor],
        on_death=lambda name, reason: log.warning("%s; it is started again", reason),
    )
    if not options.grader:
        return [web]

    def release(name: str, reason: str) -> None:
        log.warning("%s; it is started again", reason)
        with contextlib.suppress(InfrastructureError):  # else the sweeper finds them
            _bury(database, name, reason)

    arguments = [*folder, "--slots", str(options.slots), "--isolation", options.isolation, "--grace", str(options.grace)]
    openid = course.service.openid
    environ = {name: value for name, value in os.environ.items() if openid is None or name != openid.secret_variable}
    return [web, Child("the grader", "autograder.service.grader", arguments, environ=environ, on_death=release)]


def _attend(children: list[Child]) -> None:
    for child in children:
        child.attend()
        if child.failed:
            raise InfrastructureError(f"{child.failed}; its messages above say more")


def _started(children: list[Child], listener: socket.socket, told: list[int]) -> bool:
    """Wait until all children are ready; False when told to stop before. Raises InfrastructureError when one cannot start."""
    end = time.monotonic() + _START_SECONDS
    web, *graders = children
    while not told:
        for child in children:
            child.attend()
            if child.said.startswith("failed "):
                raise InfrastructureError(child.said.removeprefix("failed "))
        _attend(children)
        if all(child.ready for child in graders) and web.pid is not None and _answers(listener):
            return True
        if time.monotonic() > end:
            raise InfrastructureError(f"the server was not ready after {_START_SECONDS:g} s; its messages above say more")
        time.sleep(_TICK)
    return False


def _answers(listener: socket.socket) -> bool:
    """Whether the web process answers; how well it feels is not asked here."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # compared with, not listened at
    connection = http.client.HTTPConnection(host, port, timeout=2.0)
    try:
        connection.request("GET", "/api/v1/health")
        return connection.getresponse().status in (200, 503)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _stop(children: list[Child], grace: float, told: list[int]) -> None:
    """End all children: the grader within its grace time, the web process when its open requests are answered."""
    for child in children:
        child.terminate()
    end, first = time.monotonic() + grace + _END_SECONDS, len(told)
    while time.monotonic() < end and not all(child.ended() for child in children):
        if len(told) > first:
            end, first = time.monotonic() + _END_SECONDS, len(told)
            for child in children:
                child.terminate()
        time.sleep(_TICK)
    for child in children:
        if not child.bury():
            log.warning("%s did not stop in time and was killed", child.title)


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """A listening socket that outlives web processes."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as problem:
        taken = problem.errno == errno.EADDRINUSE
        hint = "choose another with --port, or stop the program that has it" if taken else "see --host and --port"
        number = problem.errno or 0
        reason = os.strerror(number) if number > 0 else problem.strerror  # below 0: the name's, not the system's
        raise UsageError(f"cannot listen at {host} port {port}: {reason}; {hint}") from None
    with listener:
        yield listener


def _address(host: str, listener: socket.socket) -> str:
    port = listener.getsockname()[1]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextlib.contextmanager
def _told_to_stop() -> Iterator[list[int]]:
    """The SIGTERMs and SIGINTs that have come within the block."""
    told: list[int] = []
    stops = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.signal(number, lambda number, frame: told.append(number)) for number in stops}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
