"""Whether a report was ever kept from anybody who handles reports; running totals tell these apart"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

OLD_COUNTED = (
    "organisation_id",
    "received_on",
    "closed_on",
    "first_answer_on",
    "theme",
    "identity",
    "department_id",
    "outcome",
    "audience",
    "waits_until",
    "id",
)
COUNTED = (*OLD_COUNTED[:-1], "withheld", "id")
TALLIED = (
    "organisation_id",
    "audience",
    "received_on",
    "theme",
    "identity",
    "department_id",
    "first_answer_on",
    "closed_on",
    "outcome",
    "waits_until",
)
LINE = "id, organisation_id, kind, audience, month, theme, identity, department_id, outcome, days, number"
# Month, whole days, no, and a random key, in the words of each database.
WORDS = {
    "sqlite": (
        "substr({0}, 1, 7) || '-01'",
        "CAST(julianday({0}) - julianday({1}) AS INTEGER)",
        "0",
        "lower(hex(randomblob(16)))",
    ),
    "postgresql": (
        "CAST(date_trunc('month', {0}) AS DATE)",
        "({0} - {1})",
        "FALSE",
        "replace(CAST(gen_random_uuid() AS VARCHAR), '-', '')",
    ),
}


def lines(dialect: str, row: str, number: str, source: str = "", new: bool = True) -> str:
    """The SQL that adds a report's lines: of one row in a trigger, or of every row of `source`.

    `new`: each line says whether the report is withheld."""
    month, days, no, key = WORDS[dialect]
    columns, more = (f"{LINE}, whole, withheld", f", {row}.withheld") if new else (f"{LINE}, whole", "")

    def line(kind: str, day: str, theme: str, identity: str, place: str, outcome: str, waited: str) -> str:
        told = f"{row}.organisation_id, '{kind}', {row}.audience, {month.format(f'{row}.{day}')}, {theme},"
        told += f" {identity}, {place}, {outcome}, {waited}, {number}, {no}{more}"
        return f"SELECT {key}, {told}{source} WHERE {row}.{day} IS NOT NULL AND {row}.waits_until IS NULL"

    def waited(day: str) -> str:
        return days.format(f"{row}.{day}", f"{row}.received_on")

    none, text = "CAST(NULL AS INTEGER)", "CAST(NULL AS VARCHAR)"
    of_report = f"{row}.theme", f"{row}.identity", f"{row}.department_id"
    parts = (
        line("received", "received_on", *of_report, text, "0"),
        line("answered", "first_answer_on", "''", "''", none, text, waited("first_answer_on")),
        line("closed", "closed_on", "''", "''", none, f"{row}.outcome", waited("closed_on")),
    )
    return f"INSERT INTO report_tally ({columns}) {' UNION ALL '.join(parts)};"


def triggers(dialect: str, new: bool = True) -> list[str]:
    """Every statement that keeps the totals from now on."""
    out, come = lines(dialect, "OLD", "-1", new=new), lines(dialect, "NEW", "1", new=new)
    looked_at = (*TALLIED, "withheld") if new else TALLIED
    if dialect == "sqlite":
        changed, both = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in looked_at), f"{out} {come}"
        return [
            f"CREATE TRIGGER tally_report_added AFTER INSERT ON report BEGIN {come} END",
            f"CREATE TRIGGER tally_report_gone AFTER DELETE ON report BEGIN {out} END",
            f"CREATE TRIGGER tally_report_changed AFTER UPDATE ON report WHEN {changed} BEGIN {both} END",
        ]
    before, after = (", ".join(f"{row}.{name}" for name in looked_at) for row in ("OLD", "NEW"))
    done = "FOR EACH ROW EXECUTE FUNCTION tally_report()"
    changed = f"FOR EACH ROW WHEN (({before}) IS DISTINCT FROM ({after})) EXECUTE FUNCTION tally_report()"
    body = f"IF TG_OP <> 'INSERT' THEN {out} END IF; IF TG_OP <> 'DELETE' THEN {come} END IF; RETURN NULL;"
    return [
        f"CREATE FUNCTION tally_report() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"CREATE TRIGGER tally_report_added AFTER INSERT ON report {done}",
        f"CREATE TRIGGER tally_report_gone AFTER DELETE ON report {done}",
        f"CREATE TRIGGER tally_report_changed AFTER UPDATE ON report {changed}",
    ]


def drop_tally(dialect: str) -> None:
    on = "" if dialect == "sqlite" else " ON report"
    for name in ("added", "gone", "changed"):
        op.execute(f"DROP TRIGGER tally_report_{name}{on}")
    if on:
        op.execute("DROP FUNCTION tally_report()")
    op.drop_table("report_tally")


def make_tally(dialect: str, new: bool = True) -> None:
    """The running totals, counted from the reports."""
    op.create_table(
        "report_tally",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        *((sa.Column("withheld", sa.Boolean(), nullable=False),) if new else ()),
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
        sqlite_with_rowid=False,
    )
    op.create_index("ix_report_tally_counted", "report_tally", ["organisation_id", "kind", "month"])
    op.create_index("ix_report_tally_whole", "report_tally", ["whole"])
    op.execute(lines(dialect, "report", "1", " FROM report", new=new))
    for statement in triggers(dialect, new):
        op.execute(statement)


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    drop_tally(dialect)
    op.drop_index("ix_report_counted", "report")
    op.add_column("report", sa.Column("withheld", sa.Boolean(), server_default=sa.false(), nullable=False))
    # Also what a deputy shared with everybody was kept from them once: only the trail still tells.
    op.execute(
        "UPDATE report SET withheld = true WHERE audience = 'deputy'"
        " OR id IN (SELECT report_id FROM report_exclusion)"
        " OR id IN (SELECT subject FROM audit_entry WHERE action = 'report.shared')"
    )
    op.create_index("ix_report_counted", "report", COUNTED)
    make_tally(dialect)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    drop_tally(dialect)
    op.drop_index("ix_report_counted", "report")
    op.drop_column("report", "withheld")
    op.create_index("ix_report_counted", "report", OLD_COUNTED)
    make_tally(dialect, new=False)
