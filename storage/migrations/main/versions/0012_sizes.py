"""What was sealed before there were sizes is found at once"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SHORT = "length(sealed) NOT IN (1792, 8192, 16384, 32768) AND length(sealed) % 65536 <> 0"


def upgrade() -> None:
    only = sa.text(SHORT)
    for table, column in (("report", "id"), ("message", "report_id")):
        op.create_index(f"ix_{table}_unpadded", table, [column], sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    op.drop_index("ix_message_unpadded", "message")
    op.drop_index("ix_report_unpadded", "report")
