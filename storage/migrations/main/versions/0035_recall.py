"""Questions that come back some time after a module: when the next one is due, and sealed which they are"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

INDEX = "ix_learning_recall_on"


def upgrade() -> None:
    op.add_column("learning", sa.Column("recall_on", sa.Date(), nullable=True))
    op.add_column("learning", sa.Column("recalled", sa.Integer(), server_default="0", nullable=False))
    op.add_column("learning", sa.Column("no_recall", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("learning", sa.Column("recall", sa.LargeBinary(), nullable=True))
    some = sa.text("recall_on IS NOT NULL")
    op.create_index(
        INDEX, "learning", ["organisation_id", "recall_on"], sqlite_where=some, postgresql_where=some
    )


def downgrade() -> None:
    op.drop_index(INDEX, "learning")
    for name in ("recall_on", "recalled", "no_recall", "recall"):
        op.drop_column("learning", name)
