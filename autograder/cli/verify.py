"""`autograder verify`: how good are the checks?"""

from __future__ import annotations

import contextlib
import os
import shlex
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from autograder.authoring.verify.html import render_html
from autograder.authoring.verify.junit import junit_xml
from autograder.authoring.verify.markdown import markdown
from autograder.authoring.verify.report import CourseReport
from autograder.authoring.verify.run import Options, environment, verify
from autograder.authoring.verify.run import Progress as OnProgress
from autograder.authoring.verify.table import show
from autograder.authoring.verify.update import check_alike, read_report, updated
from autograder.cli.log_lines import LogLines
from autograder.cli.options import AssignmentNames, CourseFolder, JsonFile, check_file, check_json, chosen, output, write_json
from autograder.course import Course, load_course
from autograder.grading.store import write

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
SEEDS = 300
ESTIMATE_SECONDS = 3600.0
"""How far back the time left looks."""


def command(
    assignments: AssignmentNames = None,
    seeds: Annotated[int, typer.Option("--seeds", min=1, metavar="N", help="Rounds of the checks for each solution.")] = SEEDS,
    training_seeds: Annotated[
        int | None,
        typer.Option(
            "--training-seeds",
            min=1,
            metavar="N",
            help="Runs of the notebook, over all solutions, where a check depends on training.",
            show_default="as many as --seeds",
        ),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, metavar="N", help="Notebooks run at once.")] = CORES,
    isolation: Annotated[
        Literal["sandbox", "none"],
        typer.Option("--isolation", help="none runs the course's own notebooks unprotected, which is faster."),
    ] = "sandbox",
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write a page with the kill matrix.")] = None,
    junit: Annotated[Path | None, typer.Option("--junit", metavar="FILE", help="Write JUnit XML.")] = None,
    page: Annotated[
        Path | None, typer.Option("--markdown", metavar="FILE", help="Write a Markdown page, with docs/claims/*.md.")
    ] = None,
    update: Annotated[
        Path | None,
        typer.Option("--update", metavar="FILE", help="Keep what this earlier --json report says of the other assignments."),
    ] = None,
    course: CourseFolder = Path(),
    json: JsonFile = None,
) -> None:
    """Measure how good the hidden checks are.

    Grades the solution, the alternative solutions, the release and every misconception, and repeats the right ones over many
    seeds: which check catches which misconception, how often a right answer fails, how long everything takes, and whether a
    second grading gives an equal receipt. Ends with exit code 1 when a target is missed, and names each.
    """
    check_json(json)
    for option, path in (("--html", html), ("--junit", junit), ("--markdown", page)):
        check_file(option, path)
    loaded = load_course(course)
    wanted = chosen(loaded, assignments)
    options = Options(seeds=seeds, training_seeds=training_seeds or seeds, jobs=jobs, isolation=isolation)
    earlier = None if update is None else read_report(update)
    if earlier is not None:
        here = environment(loaded, wanted[0], options)
        check_alike(earlier, loaded.name, options.seeds, options.training_seeds, here)
    with _progress() as on_progress:
        report = verify(loaded, wanted, options, on_progress, command=_command(assignments, options))
    if earlier is not None:
        report = updated(earlier, report)
    show(output(json), report)
    for path, made in ((html, render_html), (junit, junit_xml), (page, partial(markdown, claims=_claims(loaded)))):
        if path is not None:
            write(path, made(report).encode())
    write_json(json, _plain(report))
    if report.missed:
        raise typer.Exit(1)


def _claims(course: Course) -> list[str]:
    """What the course's authors found about its lectures, in Markdown."""
    return [path.read_text(encoding="utf-8") for path in sorted((course.root / "docs" / "claims").glob("*.md"))]


def _command(assignments: list[str] | None, options: Options) -> str:
    """The command that verifies the same again."""
    words = ["autograder", "verify", *(assignments or []), "--seeds", str(options.seeds)]
    if options.training_seeds != options.seeds:
        words += ["--training-seeds", str(options.training_seeds)]
    return shlex.join(words)


@contextlib.contextmanager
def _progress() -> Iterator[OnProgress]:
    """A bar for each assignment with the time left; a line now and then where standard error is no terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield LogLines()
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, speed_estimate_period=ESTIMATE_SECONDS) as bar:
        tasks: dict[str, Any] = {}

        def on_progress(title: str, done: int, total: int) -> None:
            if title not in tasks:
                tasks[title] = bar.add_task(title, total=total)
            bar.update(tasks[title], completed=done, total=total)

        yield on_progress


def _plain(report: CourseReport) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.to_builtins(report)
    data["missed"] = [{"assignment": name, **msgspec.to_builtins(verdict)} for name, verdict in report.missed]
    return data
