"""Read who is in a course from a CSV file: columns ``id``, ``name`` and ``role``; all of it or nothing."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.errors import UsageError
from autograder.grading.submissions import check_student
from autograder.service.people import add_person, change_person, check_name, check_role
from autograder.service.tables import Person, Role
from autograder.settings import nearest

__all__ = ["Imported", "Row", "import_people", "read_people"]

COLUMNS = ("id", "name", "role")
_SHOWN = 10
"""Problems that an error message names; the others are counted."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One person of the file; None: the file does not say."""

    id: str
    name: str | None = None
    role: Role | None = None


@dataclass(frozen=True, kw_only=True)
class Imported:
    """Ids by what happened to them."""

    added: list[str]
    changed: list[str]
    unchanged: list[str]


def read_people(path: Path) -> list[Row]:
    """The people in the CSV file, in its order.

    The file is UTF-8, with commas or semicolons, as spreadsheets write it.

    Raises:
        UsageError: it cannot be read, or a line is wrong; every wrong line is named.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        raise UsageError(f"{path}: cannot be read ({problem.strerror})") from None
    except UnicodeDecodeError as problem:
        line = problem.object[: problem.start].count(b"\n") + 1
        raise UsageError(f"{path}: line {line} is not UTF-8; save the file as CSV UTF-8") from None
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first and "," not in first else ",", strict=True)
    rows: list[Row] = []
    problems: list[str] = []
    seen: dict[str, int] = {}
    try:
        columns = _columns(path, next(reader, []))
        for cells in reader:
            if any(cell.strip() for cell in cells):
                try:
                    rows.append(_row(columns, cells, seen, reader.line_num))
                except UsageError as problem:
                    problems.append(f"line {reader.line_num}: {problem}")
    except csv.Error as problem:
        problems.append(f"line {reader.line_num}: {problem}")
    if problems:
        more = f"; and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        raise UsageError(f"{path}: nothing was imported: {'; '.join(problems[:_SHOWN])}{more}")
    return rows


def import_people(db: Session, rows: list[Row]) -> Imported:
    """Add who is missing, as a student where no role is given, and change who differs; everybody else stays as they are."""
    known = {person.id: person for person in db.scalars(select(Person).where(Person.left_at.is_(None)))}
    done = Imported(added=[], changed=[], unchanged=[])
    for row in rows:
        person = known.get(row.id)
        if person is None:
            add_person(db, row.id, row.name or "", row.role or "student")
            done.added.append(row.id)
        elif row.name not in (None, person.name) or row.role not in (None, person.role):
            change_person(db, row.id, name=row.name, role=row.role)
            done.changed.append(row.id)
        else:
            done.unchanged.append(row.id)
    return done


def _columns(path: Path, header: list[str]) -> list[str]:
    columns = [cell.strip().lower() for cell in header]
    for column in columns:
        if column not in COLUMNS:
            raise UsageError(f"{path}: line 1: unknown column {column!r}{nearest(column, COLUMNS)}")
    if "id" not in columns or len(set(columns)) < len(columns):
        raise UsageError(f"{path}: line 1 must name the columns, each once: id,name,role (id is needed)")
    return columns


def _row(columns: list[str], cells: list[str], seen: dict[str, int], line: int) -> Row:
    """One line. Raises UsageError when it is wrong."""
    if len(cells) != len(columns):
        raise UsageError(f"{len(cells)} values for {len(columns)} columns")
    values = {column: cell.strip() for column, cell in zip(columns, cells, strict=True)}
    check_student(values["id"])
    first = seen.setdefault(values["id"], line)
    if first != line:
        raise UsageError(f"{values['id']!r} is in line {first} already")
    name, role = values.get("name"), values.get("role")
    return Row(id=values["id"], name=check_name(name) if name else None, role=check_role(role) if role else None)
