"""`autograder restore`: bring a grading server back from its backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.backup import bar, plain, told
from autograder.cli.options import CourseFolder, JsonFile, check_json, output, write_json
from autograder.course import load_course
from autograder.errors import UsageError
from autograder.service.restore import read_manifest, restore, what_is_there


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An archive that `autograder backup` wrote.")],
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    course: CourseFolder = Path(),
    json: JsonFile = None,
) -> None:
    """Bring a server back from the file that `autograder backup` wrote.

    Stop the server first. The whole file is verified before anything is changed, and what is there already is replaced with
    --force only. Everybody signs in anew; tokens stay valid. Submissions that were being graded are graded by the next
    `autograder serve`, which also writes gradebook entries and results folders again.
    """
    check_json(json)
    loaded = load_course(course)
    read_manifest(file)
    if not force and (there := what_is_there(loaded)):
        raise UsageError(f"{loaded.root} is not empty: {', '.join(there)}; --force replaces it by the backup")
    with bar("Restore") as on_progress:
        manifest = restore(loaded, file, on_progress)
    made = manifest.created.astimezone().strftime("%Y-%m-%d %H:%M")
    output(json).print(f"{loaded.root}: restored from {made}: {told(manifest)}", markup=False)
    write_json(json, {"file": str(file), "restored_to": str(loaded.root), **plain(manifest)})
