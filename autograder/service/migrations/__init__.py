"""Alembic's versions of the service's tables, and the one function that brings a database up to date."""

from __future__ import annotations

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError as UnknownVersion
from sqlalchemy import Engine

__all__ = ["UnknownVersion", "upgrade"]

logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells at each start which of its parts it has loaded


def upgrade(engine: Engine) -> None:
    """Bring the tables to this program's version, in one transaction; two processes at once wait for each other.

    Raises UnknownVersion when the tables are of a version that this program does not know.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with engine.execution_options(autograder_begin="BEGIN IMMEDIATE").begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(727381)")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
