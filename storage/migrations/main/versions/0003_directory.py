"""Where somebody works, who leads them, until when; target groups; who came and is not matched"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "newcomer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("dismissed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_newcomer_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newcomer")),
        sa.UniqueConstraint(
            "organisation_id",
            "platform",
            "workspace",
            "user",
            name=op.f("uq_newcomer_organisation_id_platform_workspace_user"),
        ),
    )
    op.create_table(
        "target_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("directory_id", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_target_group_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_group")),
        sa.UniqueConstraint("organisation_id", "key", name=op.f("uq_target_group_organisation_id_key")),
    )
    op.create_table(
        "group_member",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["target_group.id"], name=op.f("fk_group_member_group_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_group_member_person_id")),
        sa.PrimaryKeyConstraint("group_id", "person_id", name=op.f("pk_group_member")),
    )
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_member_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("department_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("lead_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("left_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("directory_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("user_name", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_person_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(
            "uq_person_email",
            ["organisation_id", "email"],
            unique=True,
            sqlite_where=sa.text("email != ''"),
            postgresql_where=sa.text("email != ''"),
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_person_organisation_id_directory_id"), ["organisation_id", "directory_id"]
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_person_organisation_id_user_name"), ["organisation_id", "user_name"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_person_lead_id"), "person", ["lead_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_person_department_id"), "department", ["department_id"], ["id"]
        )

    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_team_organisation_id_name"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_team_organisation_id_department_id_name"),
            ["organisation_id", "department_id", "name"],
        )


def downgrade() -> None:
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_team_organisation_id_department_id_name"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_team_organisation_id_name"), ["organisation_id", "name"]
        )

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_person_department_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_person_lead_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_person_organisation_id_user_name"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_person_organisation_id_directory_id"), type_="unique")
        batch_op.drop_index(
            "uq_person_email", sqlite_where=sa.text("email != ''"), postgresql_where=sa.text("email != ''")
        )
        batch_op.drop_index(batch_op.f("ix_person_lead_id"))
        batch_op.drop_column("user_name")
        batch_op.drop_column("directory_id")
        batch_op.drop_column("left_on")
        batch_op.drop_column("lead_id")
        batch_op.drop_column("department_id")

    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_member_person_id"))

    op.drop_table("group_member")
    op.drop_table("target_group")
    op.drop_table("newcomer")
