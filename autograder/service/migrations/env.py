"""Run by Alembic: use the caller's connection and transaction."""

from alembic import context

from autograder.service.database import VERSION_TABLE
from autograder.service.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,  # SQLite changes a table by making it anew
)
context.run_migrations()
