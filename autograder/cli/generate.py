"""`autograder generate`: the students' notebooks from the instructor's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from autograder.authoring.generate import Generated, generate
from autograder.cli.options import AssignmentNames, CourseFolder, JsonFile, check_json, chosen, output, write_json
from autograder.course import load_course
from autograder.errors import AuthorError

WORDS = {
    "written": "written",
    "unchanged": "up to date",
    "stale": "not what generate makes of its source",
    "refused": "refused",
}


def command(
    assignments: AssignmentNames = None,
    course: CourseFolder = Path(),
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 where release/ is not what generate would write.")
    ] = False,
    json: JsonFile = None,
) -> None:
    """Make the students' notebooks in release/ from those in source/.

    Solutions, hidden tests and outputs are taken out and locked cells are protected, by nbgrader's own rules. A source in which
    nbgrader would let something through (a misspelt delimiter, a grade cell without points, a solution that also stands in the
    release …) is refused: every problem is shown with its cell and line, and nothing is written for that assignment.
    """
    check_json(json)
    loaded = load_course(course)
    done = [generate(loaded, assignment, compare_only=check) for assignment in chosen(loaded, assignments)]
    table = Table("Assignment", "Release", "File")
    for each in done:
        table.add_row(each.assignment, WORDS[each.status], str(each.release.relative_to(loaded.root)))
    output(json).print(table)
    for each in done:
        for problem in each.problems:
            typer.echo(f"{each.source.relative_to(loaded.root)}: {problem}", err=True)
    write_json(json, [_plain(each, loaded.root) for each in done])
    if any(each.status == "refused" for each in done):
        raise typer.Exit(AuthorError.exit_code)
    if any(each.status == "stale" for each in done):
        raise typer.Exit(1)


def _plain(each: Generated, root: Path) -> dict[str, Any]:
    return {
        "assignment": each.assignment,
        "status": each.status,
        "release": str(each.release.relative_to(root)),
        "problems": [{"cell": p.cell, "line": p.line, "message": p.message} for p in each.problems],
    }
