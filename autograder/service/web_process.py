"""The web process of the server: ``python -m autograder.service.web_process --course DIR --listen FD``.

It serves on a socket that its parent has opened and keeps: while this process is started anew, callers wait and are not
refused.
"""

from __future__ import annotations

import argparse
import logging
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from autograder.course import load_course
from autograder.errors import AutograderError
from autograder.service.access_log import AccessLog
from autograder.service.database import open_database
from autograder.service.logs import log_to_stderr
from autograder.service.processes import die_with, tell
from autograder.service.web.app import create_app
from autograder.service.web.logs import guard_logs
from autograder.service.web.protocol import uvicorn_options
from autograder.service.web.server import WebServer

__all__ = ["main"]

_STOP_SECONDS = 5
"""Time for open requests when the server stops; live pages are ended at once, and come back by themselves."""
log = logging.getLogger("autograder.service.web_process")  # its name here is __main__


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM."""
    options = _parser().parse_args(argv)
    if options.parent:
        die_with(options.parent)
    log_to_stderr("web")
    guard_logs()
    try:
        course = load_course(options.course)
        database = open_database(course)
        app = create_app(course, database)
    except AutograderError as problem:
        tell(options.tell, f"failed {problem}")
        log.error("%s", problem)
        return problem.exit_code
    config = uvicorn.Config(
        AccessLog(app),
        access_log=False,  # uvicorn's own shows queries
        log_config=None,
        **uvicorn_options(),
        timeout_graceful_shutdown=_STOP_SECONDS,
    )
    try:
        WebServer(config, app.state.streams.close).run(sockets=[socket.socket(fileno=options.listen)])
    finally:
        database.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m autograder.service.web_process", description="Serve pages and the API.")
    parser.add_argument("--course", type=Path, default=Path(), help="the course's folder")
    parser.add_argument("--listen", type=int, required=True, help="file descriptor of a listening socket")
    parser.add_argument("--parent", type=int, default=0, help="process to die with")
    parser.add_argument("--tell", type=int, default=-1, help="file descriptor: a line `failed <reason>`")
    return parser


if __name__ == "__main__":
    sys.exit(main())
