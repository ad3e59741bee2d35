"""Photos and documents of reports: their pages, sealed"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_page",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report.id"],
            name=op.f("fk_report_page_report_id"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_report_page_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_page")),
    )
    op.create_index(op.f("ix_report_page_report_id"), "report_page", ["report_id"])


def downgrade() -> None:
    op.drop_table("report_page")
