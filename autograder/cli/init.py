"""`autograder init`: a new course folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.authoring.new_course import new_course
from autograder.cli.options import output


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.", show_default=False)],
    name: Annotated[str, typer.Option("--name", help="The course's name.", show_default="the folder's name")] = "",
) -> None:
    """Make a new course folder with one tiny assignment in it.

    The assignment is complete: a source notebook, a reference, misconceptions and hidden checks. `autograder generate` and
    `autograder grade` work on it at once.
    """
    made = new_course(folder, name)
    console = output()
    console.print(f"{folder}: a new course", markup=False)
    for path in made:
        console.print(f"  {path}", markup=False)
    console.print(f"\nNext:\n  cd {folder}\n  autograder generate", markup=False)
