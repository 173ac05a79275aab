"""`autograder people`: who is in the course, and as what."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.table import Table
from rich.text import Text

from autograder.cli.options import CourseFolder, JsonFile, check_json, output, write_json
from autograder.course import load_course
from autograder.errors import UsageError
from autograder.service import people
from autograder.service.database import Database, open_database
from autograder.service.people_file import import_people, read_people
from autograder.service.tables import Person

Action = Literal["list", "add", "change", "remove", "import"]


def command(
    action: Annotated[Action, typer.Argument(metavar="list|add|change|remove|import", help="What to do.")] = "list",
    who: Annotated[
        str | None, typer.Argument(metavar="[ID|FILE.csv]", help="Whose id; for import the file.", show_default=False)
    ] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="How they are called on pages.")] = None,
    role: Annotated[
        str | None, typer.Option("--role", help="student, tutor, instructor, or ci for a program.", show_default="student")
    ] = None,
    course: CourseFolder = Path("."),
    json: JsonFile = None,
) -> None:
    """Say who is in the course, and change that.

    A file to import has the columns id, name and role; new people without a role are students. It is imported whole or, when a
    line is wrong, not at all; who is not in it stays. Who is removed can neither sign in nor submit; what they handed in stays.
    """
    check_json(json)
    if action == "list" and who is not None:
        raise UsageError(f"people list takes no id ({who!r})")
    if action != "list" and who is None:
        raise UsageError(f"people {action} needs {'a file' if action == 'import' else 'an id'}")
    if action not in ("add", "change") and (name is not None or role is not None):
        raise UsageError(f"--name and --role go with add and change, not with {action}")
    database = open_database(load_course(course))
    try:
        _do(database, action, who or "", name, role, json)
    finally:
        database.close()


def _do(database: Database, action: Action, who: str, name: str | None, role: str | None, json: Path | None) -> None:
    if action == "list":
        with database.read() as db:
            _show(people.everybody(db), json)
    elif action == "import":
        _import(database, Path(who), json)
    else:
        with database.write() as db:
            if action == "add":
                person = people.add_person(db, who, name or "", role or "student")
            elif action == "change":
                person = people.change_person(db, who, name=name, role=role)
            else:
                person = people.remove_person(db, who)
        called = f" ({person.name})" if person.name else ""
        done = {"add": f"added as {person.role}", "change": f"is {person.role}", "remove": "removed"}[action]
        output(json).print(f"{person.id}{called}: {done}", markup=False, soft_wrap=True)
        write_json(json, _plain(person))


def _import(database: Database, path: Path, json: Path | None) -> None:
    rows = read_people(path)
    with database.write() as db:
        done = import_people(db, rows)
    line = f"{path}: {len(done.added)} added, {len(done.changed)} changed, {len(done.unchanged)} as they were"
    output(json).print(line, markup=False, soft_wrap=True)
    write_json(json, {"added": done.added, "changed": done.changed, "unchanged": done.unchanged})


def _show(everybody: list[Person], json: Path | None) -> None:
    table = Table("Id", "Name", "Role", "Since", box=None)
    for person in everybody:
        cells = (person.id, person.name, person.role, f"{person.created_at:%Y-%m-%d}")
        table.add_row(*(Text(cell) for cell in cells))
    if everybody:
        output(json).print(table)
    else:
        output(json).print("Nobody is in the course yet: autograder people add ID --name NAME --role ROLE", markup=False)
    write_json(json, [_plain(person) for person in everybody])


def _plain(person: Person) -> dict[str, Any]:
    return {"id": person.id, "name": person.name, "role": person.role, "since": person.created_at.isoformat(timespec="seconds")}
