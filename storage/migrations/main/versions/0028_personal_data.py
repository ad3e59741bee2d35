"""Whoever was erased, by keyed hashes; accounts of nobody any more; the trail by what is asked of it"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ASKED = ("actor", "action", "subject")


def upgrade() -> None:
    op.create_table(
        "erased_mark",
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_erased_mark_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_erased_mark_person_id")),
        sa.PrimaryKeyConstraint("mark", "organisation_id", "person_id", name=op.f("pk_erased_mark")),
    )
    with op.batch_alter_table("address_holder") as batch:
        batch.alter_column("person_id", existing_type=sa.Integer(), nullable=True)
    op.create_index("ix_audit_entry_at", "audit_entry", ["organisation_id", "at", "seq"])
    for name in ASKED:
        op.create_index(f"ix_audit_entry_{name}", "audit_entry", ["organisation_id", name, "at", "seq"])


def downgrade() -> None:
    for name in ASKED:
        op.drop_index(f"ix_audit_entry_{name}", "audit_entry")
    op.drop_index("ix_audit_entry_at", "audit_entry")
    op.execute("DELETE FROM address_holder WHERE person_id IS NULL")
    with op.batch_alter_table("address_holder") as batch:
        batch.alter_column("person_id", existing_type=sa.Integer(), nullable=False)
    op.drop_table("erased_mark")
