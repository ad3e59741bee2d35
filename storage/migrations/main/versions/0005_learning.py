"""Modules: who began, who finished"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "learning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("module", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("assigned_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("bring_on", sa.Date(), nullable=True),
        sa.Column("brought", sa.Integer(), nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("begun_on", sa.Date(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("certificate", sa.String(), nullable=True),
        sa.Column("progress", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_learning_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_learning_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning")),
        sa.UniqueConstraint(
            "person_id",
            "programme",
            "module",
            "edition",
            name=op.f("uq_learning_person_id_programme_module_edition"),
        ),
        sa.UniqueConstraint("certificate", name=op.f("uq_learning_certificate")),
    )
    with op.batch_alter_table("learning", schema=None) as batch_op:
        batch_op.create_index(
            "ix_learning_bring_on",
            ["organisation_id", "bring_on"],
            unique=False,
            sqlite_where=sa.text("bring_on IS NOT NULL"),
            postgresql_where=sa.text("bring_on IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_learning_counted",
            [
                "organisation_id",
                "assigned_on",
                "finished_on",
                "begun_on",
                "due_on",
                "programme",
                "module",
                "edition",
                "person_id",
            ],
            unique=False,
        )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index("ix_person_started_on", ["organisation_id", "started_on"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index("ix_person_started_on")
    with op.batch_alter_table("learning", schema=None) as batch_op:
        batch_op.drop_index("ix_learning_counted")
        batch_op.drop_index(
            "ix_learning_bring_on",
            sqlite_where=sa.text("bring_on IS NOT NULL"),
            postgresql_where=sa.text("bring_on IS NOT NULL"),
        )
    op.drop_table("learning")
