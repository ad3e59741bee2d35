"""Alembic's way in: runs on the connection it is given."""

from alembic import context
from sqlmodel import SQLModel as Model

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
