"""The picture of final figures that an organisation shows on its intranet page"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "public_picture",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_public_picture_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_public_picture")),
    )


def downgrade() -> None:
    op.drop_table("public_picture")
