"""The anchor knows of entries that have no place yet; no row tells which report came before which"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audit_anchor", sa.Column("changes", sa.Integer(), nullable=False, server_default="0"))
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CLUSTER report_key USING pk_report_key")
        op.execute("ALTER TABLE report_key SET WITHOUT CLUSTER")
        return
    op.execute("CREATE TEMPORARY TABLE kept AS SELECT * FROM report_key")
    op.execute("DELETE FROM report_key")
    op.execute("INSERT INTO report_key SELECT * FROM kept ORDER BY random()")
    op.execute("DROP TABLE kept")


def downgrade() -> None:
    op.drop_column("audit_anchor", "changes")
