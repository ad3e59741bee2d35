"""Whose a chat account is, what it opens under "My reports", and which of somebody's is the newest"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "address_holder",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_address_holder_person_id")),
        sa.PrimaryKeyConstraint("platform", "workspace", "user", name=op.f("pk_address_holder")),
    )
    op.create_index(op.f("ix_address_holder_person_id"), "address_holder", ["person_id"])
    op.create_table(
        "opened_name",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "workspace", "user", "name", name=op.f("pk_opened_name")),
    )
    with op.batch_alter_table("chat_address") as batch:
        batch.add_column(sa.Column("position", sa.Integer(), server_default="0", nullable=False))
    # Whoever is found somewhere keeps what they open there: reports of before are kept under the person.
    op.execute(
        'INSERT INTO address_holder (platform, workspace, "user", person_id, epoch) '
        'SELECT platform, workspace, "user", person_id, 0 FROM chat_address'
    )
    op.execute(
        'INSERT INTO opened_name (platform, workspace, "user", name) '
        "SELECT platform, workspace, \"user\", 'person:' || CAST(person_id AS VARCHAR) FROM chat_address"
    )


def downgrade() -> None:
    with op.batch_alter_table("chat_address") as batch:
        batch.drop_column("position")
    op.drop_table("opened_name")
    op.drop_table("address_holder")
