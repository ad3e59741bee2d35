"""Running totals of reports, kept by triggers; who may not know of which report, by handler"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

COLUMNS = (
    "organisation_id, kind, audience, month, theme, identity, department_id, outcome, days, number, whole"
)
COUNTED = (
    "organisation_id",
    "audience",
    "received_on",
    "theme",
    "identity",
    "department_id",
    "first_answer_on",
    "closed_on",
    "outcome",
)
WORDS = {
    "sqlite": ("substr({0}, 1, 7) || '-01'", "CAST(julianday({0}) - julianday({1}) AS INTEGER)", "0"),
    "postgresql": ("CAST(date_trunc('month', {0}) AS DATE)", "({0} - {1})", "FALSE"),
}


def lines(dialect: str, row: str, number: str, source: str = "") -> str:
    """The SQL that adds a report's lines: of one row in a trigger, or of every row of `source`."""
    month, days, no = WORDS[dialect]

    def line(kind: str, day: str, theme: str, identity: str, place: str, outcome: str, waited: str) -> str:
        told = f"{row}.organisation_id, '{kind}', {row}.audience, {month.format(f'{row}.{day}')}, {theme},"
        told += f" {identity}, {place}, {outcome}, {waited}, {number}, {no}"
        return f"SELECT {told}{source} WHERE {row}.{day} IS NOT NULL"

    def waited(day: str) -> str:
        return days.format(f"{row}.{day}", f"{row}.received_on")

    none = "CAST(NULL AS INTEGER)", "CAST(NULL AS VARCHAR)"
    parts = (
        line(
            "received",
            "received_on",
            f"{row}.theme",
            f"{row}.identity",
            f"{row}.department_id",
            none[1],
            "0",
        ),
        line("answered", "first_answer_on", "''", "''", none[0], none[1], waited("first_answer_on")),
        line("closed", "closed_on", "''", "''", none[0], f"{row}.outcome", waited("closed_on")),
    )
    return f"INSERT INTO report_tally ({COLUMNS}) {' UNION ALL '.join(parts)};"


def triggers(dialect: str) -> list[str]:
    """Every statement that keeps the totals from now on."""
    out, come = lines(dialect, "OLD", "-1"), lines(dialect, "NEW", "1")
    if dialect == "sqlite":
        changed, both = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in COUNTED), f"{out} {come}"
        return [
            f"CREATE TRIGGER tally_report_added AFTER INSERT ON report BEGIN {come} END",
            f"CREATE TRIGGER tally_report_gone AFTER DELETE ON report BEGIN {out} END",
            f"CREATE TRIGGER tally_report_changed AFTER UPDATE ON report WHEN {changed} BEGIN {both} END",
        ]
    old, new = (", ".join(f"{row}.{name}" for name in COUNTED) for row in ("OLD", "NEW"))
    done = "FOR EACH ROW EXECUTE FUNCTION tally_report()"
    changed = f"FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION tally_report()"
    body = f"IF TG_OP <> 'INSERT' THEN {out} END IF; IF TG_OP <> 'DELETE' THEN {come} END IF; RETURN NULL;"
    return [
        f"CREATE FUNCTION tally_report() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"CREATE TRIGGER tally_report_added AFTER INSERT ON report {done}",
        f"CREATE TRIGGER tally_report_gone AFTER DELETE ON report {done}",
        f"CREATE TRIGGER tally_report_changed AFTER UPDATE ON report {changed}",
    ]


def upgrade() -> None:
    op.create_table(
        "report_tally",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_report_tally_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_tally")),
    )
    with op.batch_alter_table("report_tally", schema=None) as batch_op:
        batch_op.create_index("ix_report_tally_counted", ["organisation_id", "kind", "month"], unique=False)
        batch_op.create_index("ix_report_tally_whole", ["whole"], unique=False)
    with op.batch_alter_table("report_exclusion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_exclusion_handler_key"), ["handler_key"], unique=False)
    dialect = op.get_bind().dialect.name
    op.execute(lines(dialect, "report", "1", " FROM report"))
    for statement in triggers(dialect):
        op.execute(statement)


def downgrade() -> None:
    on = "" if op.get_bind().dialect.name == "sqlite" else " ON report"
    for name in ("added", "gone", "changed"):
        op.execute(f"DROP TRIGGER tally_report_{name}{on}")
    if on:
        op.execute("DROP FUNCTION tally_report()")
    with op.batch_alter_table("report_exclusion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_exclusion_handler_key"))
    with op.batch_alter_table("report_tally", schema=None) as batch_op:
        batch_op.drop_index("ix_report_tally_whole")
        batch_op.drop_index("ix_report_tally_counted")
    op.drop_table("report_tally")
