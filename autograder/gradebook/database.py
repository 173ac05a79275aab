"""Open nbgrader's gradebook; make a new one without needing an ``alembic`` command on PATH.

nbgrader's ``Gradebook`` marks a new database with its schema version by running the shell command ``alembic``. In a virtual
environment that is not activated there is none: the call fails and leaves tables without a version. Here the mark is set first,
through alembic's Python API; ``Gradebook`` then finds a database that is not new and only creates the missing tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from autograder.course import Course
from autograder.errors import InfrastructureError

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

__all__ = ["open_gradebook", "transaction"]

_VERSION_TABLE = "alembic_version"


@contextmanager
def open_gradebook(course: Course) -> Iterator[Gradebook]:
    """The course's ``nbgrader.api.Gradebook``, created on first use and closed afterwards.

    Raises:
        InfrastructureError: the database cannot be opened, or another version of nbgrader made it.
    """
    from nbgrader.api import Gradebook  # takes seconds to import

    with _explained(course.database_url):
        _mark_new(course.database_url)
        gradebook = Gradebook(course.database_url, course.course_id)
    try:
        yield gradebook
    finally:
        gradebook.close()


@contextmanager
def transaction(gradebook: Gradebook) -> Iterator[None]:
    """Commit what the block changed, or roll it back when the block raises.

    Raises:
        InfrastructureError: the database refused, e.g. because another program holds it locked.
    """
    with _explained(str(gradebook.engine.url)):  # str() hides a password
        try:
            yield
            gradebook.db.commit()
        except BaseException:
            gradebook.db.rollback()
            raise


@contextmanager
def _explained(url: str) -> Iterator[None]:
    """Turn what the database and nbgrader raise into a one-line InfrastructureError."""
    from nbgrader.api import InvalidEntry, MissingEntry
    from sqlalchemy import make_url
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (SQLAlchemyError, InvalidEntry, MissingEntry) as problem:
        [reason, *_] = str(getattr(problem, "orig", None) or problem).splitlines() or [type(problem).__name__]
        advice = "; close the program that holds it and try again" if "locked" in reason else ""
        raise InfrastructureError(f"gradebook {make_url(url).render_as_string()}: {reason}{advice}") from problem


def _mark_new(url: str) -> None:
    """Give an empty database nbgrader's current schema version; refuse one with another version."""
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from nbgrader.dbutil import ALEMBIC_DIR
    from sqlalchemy import create_engine, inspect

    versions = ScriptDirectory(ALEMBIC_DIR)
    head = versions.get_current_head()
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            context = MigrationContext.configure(connection)
            found = context.get_current_revision()
            if found is None and set(inspect(connection).get_table_names()) <= {_VERSION_TABLE}:
                context.stamp(versions, head or "head")
            elif found not in (None, head):  # None: older nbgraders left databases unmarked; nbgrader works on them as well
                raise InfrastructureError(
                    f"gradebook {engine.url}: its schema {found} is not this nbgrader's {head}; "
                    "back it up, then run `nbgrader db upgrade` in the course folder"
                )
    finally:
        engine.dispose()
