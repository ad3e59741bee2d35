"""By which way a report came is counted: running totals tell reports that were entered for somebody apart"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
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
    "decided_on",
    "id",
)
COUNTED = (*OLD_COUNTED[:-1], "origin", "id")
TALLIED = (
    "organisation_id",
    "audience",
    "received_on",
    "theme",
    "identity",
    "department_id",
    "waits_until",
    "withheld",
    "origin",
)
LINE = "id, organisation_id, kind, audience, month, theme, identity, department_id, origin, days, number"
# A random key, the month, and no, in the words of each database.
WORDS = {
    "sqlite": ("lower(hex(randomblob(16)))", "substr({0}.received_on, 1, 7) || '-01'", "0"),
    "postgresql": (
        "replace(CAST(gen_random_uuid() AS VARCHAR), '-', '')",
        "CAST(date_trunc('month', {0}.received_on) AS DATE)",
        "FALSE",
    ),
}


def lines(dialect: str, row: str, sign: int, source: str = "") -> str:
    """The SQL that moves a received report from those without an origin to those of its own, or (`sign` -1)
    back: of one row in a trigger, or of every row of `source`. No total changes by it."""
    key, month, no = (words.format(row) for words in WORDS[dialect])
    condition = f"{row}.origin <> '' AND {row}.waits_until IS NULL"
    told = [
        f"SELECT {key}, {row}.organisation_id, 'received', {row}.audience, {month}, {row}.theme,"
        f" {row}.identity, {row}.department_id, {origin}, 0, {number}, {no}, {row}.withheld{source}"
        f" WHERE {condition}"
        for origin, number in ((f"{row}.origin", sign), ("''", -sign))
    ]
    return f"INSERT INTO report_tally ({LINE}, whole, withheld) {' UNION ALL '.join(told)};"


def triggers(dialect: str) -> list[str]:
    """Every statement that keeps the totals from now on, beside those for all else that is counted."""
    out, come = lines(dialect, "OLD", -1), lines(dialect, "NEW", 1)
    name = "CREATE TRIGGER tally_origin"
    if dialect == "sqlite":
        changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in TALLIED)
        return [
            f"{name}_added AFTER INSERT ON report BEGIN {come} END",
            f"{name}_gone AFTER DELETE ON report BEGIN {out} END",
            f"{name}_changed AFTER UPDATE ON report WHEN {changed} BEGIN {out} {come} END",
        ]
    before, after = (", ".join(f"{row}.{name}" for name in TALLIED) for row in ("OLD", "NEW"))
    body = f"IF TG_OP <> 'INSERT' THEN {out} END IF; IF TG_OP <> 'DELETE' THEN {come} END IF; RETURN NULL;"
    each, done = "ON report FOR EACH ROW", "EXECUTE FUNCTION tally_origin()"
    return [
        f"CREATE FUNCTION tally_origin() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"{name}_added AFTER INSERT {each} {done}",
        f"{name}_gone AFTER DELETE {each} {done}",
        f"{name}_changed AFTER UPDATE {each} WHEN (({before}) IS DISTINCT FROM ({after})) {done}",
    ]


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.add_column("report_tally", sa.Column("origin", sa.String(), server_default="", nullable=False))
    op.drop_index("ix_report_counted", "report")
    op.create_index("ix_report_counted", "report", COUNTED)
    op.execute(lines(dialect, "report", 1, " FROM report"))
    for statement in triggers(dialect):
        op.execute(statement)


def downgrade() -> None:
    on = "" if op.get_bind().dialect.name == "sqlite" else " ON report"
    for name in ("added", "gone", "changed"):
        op.execute(f"DROP TRIGGER tally_origin_{name}{on}")
    if on:
        op.execute("DROP FUNCTION tally_origin()")
    op.drop_column("report_tally", "origin")  # what came by each way has the sum of all again
    op.drop_index("ix_report_counted", "report")
    op.create_index("ix_report_counted", "report", OLD_COUNTED)
