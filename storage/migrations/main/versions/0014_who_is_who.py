"""Who is who over time: personnel numbers, ids that nobody guesses, whom the settings named, who had roles"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("personnel_number", sa.String(), nullable=True))
        batch.add_column(sa.Column("scim_id", sa.String(), nullable=True))
    # Entra knows who is there by the number of their row, and goes on doing so.
    op.execute("UPDATE person SET scim_id = CAST(id AS VARCHAR)")
    with op.batch_alter_table("person") as batch:
        batch.alter_column("scim_id", existing_type=sa.String(), nullable=False)
        batch.create_unique_constraint(
            op.f("uq_person_organisation_id_personnel_number"), ["organisation_id", "personnel_number"]
        )
        batch.create_unique_constraint(op.f("uq_person_scim_id"), ["scim_id"])
    op.create_table(
        "named_in_settings",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_named_in_settings_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_named_in_settings_person_id")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["person.id"], name=op.f("fk_named_in_settings_candidate_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "entry", name=op.f("pk_named_in_settings")),
    )
    op.create_table(
        "role_holder",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("roles", sa.String(), nullable=False),
        sa.Column("addresses", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_holder_person_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_role_holder_organisation_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_role_holder")),
    )
    op.create_index(op.f("ix_role_holder_organisation_id"), "role_holder", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("role_holder")
    op.drop_table("named_in_settings")
    with op.batch_alter_table("person") as batch:
        batch.drop_constraint(op.f("uq_person_scim_id"), type_="unique")
        batch.drop_constraint(op.f("uq_person_organisation_id_personnel_number"), type_="unique")
        batch.drop_column("scim_id")
        batch.drop_column("personnel_number")
