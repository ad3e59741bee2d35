"""How long it took to decide on a report is counted: running totals of the first decisions"""

from alembic import op

revision = "0029"
down_revision = "0028"
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
    "withheld",
    "reopened_on",
    "id",
)
COUNTED = (*OLD_COUNTED[:-1], "decided_on", "id")
TALLIED = ("organisation_id", "audience", "received_on", "decided_on", "waits_until", "withheld")
LINE = "id, organisation_id, kind, audience, month, theme, identity, days, number, whole, withheld"
# A random key, the month, whole days, and no, in the words of each database.
WORDS = {
    "sqlite": (
        "lower(hex(randomblob(16)))",
        "substr({0}.decided_on, 1, 7) || '-01'",
        "CAST(julianday({0}.decided_on) - julianday({0}.received_on) AS INTEGER)",
        "0",
    ),
    "postgresql": (
        "replace(CAST(gen_random_uuid() AS VARCHAR), '-', '')",
        "CAST(date_trunc('month', {0}.decided_on) AS DATE)",
        "({0}.decided_on - {0}.received_on)",
        "FALSE",
    ),
}


def line(dialect: str, row: str, number: str, source: str = "") -> str:
    """The SQL that adds a report's line: of one row in a trigger, or of every row of `source`."""
    key, month, days, no = (words.format(row) for words in WORDS[dialect])
    told = f"{key}, {row}.organisation_id, 'decided', {row}.audience, {month}, '', '', {days}, {number}, {no}"
    condition = f"{row}.decided_on IS NOT NULL AND {row}.waits_until IS NULL"
    return f"INSERT INTO report_tally ({LINE}) SELECT {told}, {row}.withheld{source} WHERE {condition};"


def triggers(dialect: str) -> list[str]:
    """Every statement that keeps the totals from now on, beside those for all else that is counted."""
    out, come = line(dialect, "OLD", "-1"), line(dialect, "NEW", "1")
    name = "CREATE TRIGGER tally_decided"
    if dialect == "sqlite":
        changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in TALLIED)
        return [
            f"{name}_added AFTER INSERT ON report BEGIN {come} END",
            f"{name}_gone AFTER DELETE ON report BEGIN {out} END",
            f"{name}_changed AFTER UPDATE ON report WHEN {changed} BEGIN {out} {come} END",
        ]
    before, after = (", ".join(f"{row}.{name}" for name in TALLIED) for row in ("OLD", "NEW"))
    body = f"IF TG_OP <> 'INSERT' THEN {out} END IF; IF TG_OP <> 'DELETE' THEN {come} END IF; RETURN NULL;"
    each, done = "ON report FOR EACH ROW", "EXECUTE FUNCTION tally_decided()"
    return [
        f"CREATE FUNCTION tally_decided() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"{name}_added AFTER INSERT {each} {done}",
        f"{name}_gone AFTER DELETE {each} {done}",
        f"{name}_changed AFTER UPDATE {each} WHEN (({before}) IS DISTINCT FROM ({after})) {done}",
    ]


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.drop_index("ix_report_counted", "report")
    op.create_index("ix_report_counted", "report", COUNTED)
    op.execute(line(dialect, "report", "1", " FROM report"))
    for statement in triggers(dialect):
        op.execute(statement)


def downgrade() -> None:
    on = "" if op.get_bind().dialect.name == "sqlite" else " ON report"
    for name in ("added", "gone", "changed"):
        op.execute(f"DROP TRIGGER tally_decided_{name}{on}")
    if on:
        op.execute("DROP FUNCTION tally_decided()")
    op.execute("DELETE FROM report_tally WHERE kind = 'decided'")
    op.drop_index("ix_report_counted", "report")
    op.create_index("ix_report_counted", "report", OLD_COUNTED)
