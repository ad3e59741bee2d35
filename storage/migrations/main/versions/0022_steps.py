"""Where a report stands in the protocol, what those who work it write down, and how it came in"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report", sa.Column("step", sa.String(), server_default="", nullable=False))
    op.add_column("report", sa.Column("origin", sa.String(), server_default="", nullable=False))
    op.add_column("report", sa.Column("step_on", sa.Date(), nullable=True))
    op.add_column("report", sa.Column("decided_on", sa.Date(), nullable=True))
    op.execute("UPDATE report SET decided_on = closed_on")
    op.create_table(
        "report_entry",
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_report_entry_organisation_id")
        ),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_entry_report_id")),
        sa.PrimaryKeyConstraint("report_id", "position", name=op.f("pk_report_entry")),
    )


def downgrade() -> None:
    op.drop_table("report_entry")
    for name in ("decided_on", "step_on", "origin", "step"):
        op.drop_column("report", name)
