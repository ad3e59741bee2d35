"""There are several ready integrity weeks: a week says which it is. All until now are the first"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("week", sa.Column("turn", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    op.drop_column("week", "turn")
