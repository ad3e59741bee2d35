"""By what a report is found, sealed; of reports that are there already it is made afterwards"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_index",
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_report_index_organisation_id")
        ),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_index_report_id")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report_index")),
    )


def downgrade() -> None:
    op.drop_table("report_index")
