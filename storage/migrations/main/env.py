"""Alembic's way in: runs on the connection it is given."""

from alembic import context
from sqlmodel import SQLModel as Model

from storage import (  # noqa: F401  (fill the metadata)
    account_tables,
    address_tables,
    delivery_tables,
    directory_tables,
    gathering_tables,
    learning_tables,
    pairing_table,
    role_tables,
    session_tables,
    tables,
    tally_tables,
    trail_tables,
)
from storage.migrations.rendering import plain

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Model.metadata,
    render_as_batch=True,
    render_item=plain,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
