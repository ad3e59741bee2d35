"""One question after a result: how often each answer was given in a half-year, and what may still be asked"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "satisfaction",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("half", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_satisfaction_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "half", "answer", name=op.f("pk_satisfaction")),
    )
    op.create_table(
        "satisfaction_ticket",
        sa.Column("ticket", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("ticket", name=op.f("pk_satisfaction_ticket")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("satisfaction_ticket")
    op.drop_table("satisfaction")
