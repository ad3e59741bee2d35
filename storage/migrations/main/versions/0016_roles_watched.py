"""Whether anybody ever looked at who has a role: else the first role after the last one ended is not told"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("organisation") as batch:
        batch.add_column(sa.Column("roles_watched", sa.Boolean(), server_default=sa.false(), nullable=False))
    # Where somebody was kept, or the trail tells of a role, it was looked at.
    op.execute(
        "UPDATE organisation SET roles_watched = true WHERE id IN (SELECT organisation_id FROM role_holder)"
        " OR id IN (SELECT organisation_id FROM audit_entry WHERE action LIKE 'role.%')"
    )


def downgrade() -> None:
    with op.batch_alter_table("organisation") as batch:
        batch.drop_column("roles_watched")
