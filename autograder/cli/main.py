"""The table of contents of the command line, and the one place where known errors become a line of text and an exit code.

A command's module is imported only when that command is called, so `autograder --help` stays quick.

Exit codes: 0 done; 1 a check said no; 2 a name, setting, source or submission is wrong; 3 the machine or this program failed;
130 interrupted.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import Annotated, NamedTuple

import typer

from autograder import __version__
from autograder.errors import AutograderError, InfrastructureError

__all__ = ["main"]

AUTHOR, GRADE, SERVE, HAND_IN, LOOK = "Write a course", "Grade a class", "Run a server", "Hand in", "Look after the machine"


class Entry(NamedTuple):
    """One line of the table of contents; the command is ``command`` in ``autograder/cli/<name>.py``."""

    panel: str
    summary: str


CONTENTS = {
    "init": Entry(AUTHOR, "Make a new course folder with one tiny assignment in it."),
    "generate": Entry(AUTHOR, "Make the students' notebooks in release/ from those in source/."),
    "verify": Entry(AUTHOR, "Measure how good the hidden checks are."),
    "grade": Entry(GRADE, "Grade submissions: scores to the gradebook, feedback to the students."),
    "receipt": Entry(GRADE, "Say whether receipts of gradings are genuine."),
    "serve": Entry(SERVE, "Run the grading server: students submit, watch, and read."),
    "people": Entry(SERVE, "Say who is in the course, and change that."),
    "token": Entry(SERVE, "Make, list and revoke the tokens that people sign in with."),
    "backup": Entry(SERVE, "Write submissions, results, people, gradebook and keys of the server to one file."),
    "restore": Entry(SERVE, "Bring a server back from the file that `autograder backup` wrote."),
    "submit": Entry(HAND_IN, "Hand in a notebook and wait for its points."),
    "status": Entry(HAND_IN, "Say how far a submission is, or show all of them."),
    "feedback": Entry(HAND_IN, "Fetch the feedback page and the receipt of a submission."),
    "doctor": Entry(LOOK, "Say whether this machine can grade safely, and what mends it where not."),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line on ``argv`` (default: ``sys.argv[1:]``) and return its exit code."""
    given = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in given  # accepted before and after the command
    args = [arg for arg in given if arg != "--debug"] or ["--help"]
    try:
        code = _app(args)(args=args, prog_name="autograder", standalone_mode=False)
    except AutograderError as problem:
        if debug:
            raise
        return _say(str(problem), problem.exit_code)
    except typer.Abort:
        return _say("interrupted", 130)
    except typer.TyperException as problem:  # a wrong option or argument
        return _say(f"{problem.format_message()} (autograder {_command(args)}--help lists what there is)", 2)
    except ModuleNotFoundError as problem:
        if debug:
            raise
        return _say(f"this needs {problem.name}, which is not installed here; autograder[service] brings all that is needed", 3)
    except Exception as problem:
        if debug:
            raise
        return _say(f"{type(problem).__name__}: {problem} (--debug shows where)", InfrastructureError.exit_code)
    return int(code or 0)


def _app(args: Sequence[str]) -> typer.Typer:
    """The command line for ``args``: the command they name, and the others by their line in the table only."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich", callback=_options)
    named = _command(args).strip()
    for name, entry in CONTENTS.items():
        about = app.command(name, short_help=entry.summary, rich_help_panel=entry.panel)
        about(importlib.import_module(f"autograder.cli.{name}").command if name == named else _elsewhere)
    return app


def _elsewhere() -> None:
    """Stand for a command that these arguments do not call."""


def _command(args: Sequence[str]) -> str:
    """The command that ``args`` name, with a space behind it; empty if there is none."""
    return next((f"{arg} " for arg in args if arg in CONTENTS), "")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"autograder {__version__}")
        raise typer.Exit


def _options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the whole traceback of an error.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)] = False,
) -> None:
    """Grade Jupyter notebooks that train neural networks: isolated, fast, with checks whose error rates are known."""


def _say(message: str, code: int) -> int:
    typer.echo(f"autograder: {' '.join(message.split())}", err=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
