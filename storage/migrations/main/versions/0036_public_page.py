"""The page for who has no account: whether it is open, and its word, sealed"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "public_page",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_public_page_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_public_page")),
    )


def downgrade() -> None:
    op.drop_table("public_page")
