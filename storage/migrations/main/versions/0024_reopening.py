"""A closed report opens again: each closing before stays, and is counted where it was"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
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
    "id",
)
COUNTED = (*OLD_COUNTED[:-1], "reopened_on", "id")
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
    "withheld",
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
NONE, TEXT = "CAST(NULL AS INTEGER)", "CAST(NULL AS VARCHAR)"


def line(
    dialect: str,
    row: str,
    number: str,
    kind: str,
    day: str,
    split: tuple[str, str, str] = ("''", "''", NONE),
    outcome: str = TEXT,
    waited: str = "0",
    source: str = "",
) -> str:
    """The SQL of one line of a report: `day` is that of what is counted, which may not have happened yet."""
    month, _, no, key = WORDS[dialect]
    told = f"{row}.organisation_id, '{kind}', {row}.audience, {month.format(day)}, {', '.join(split)},"
    told += f" {outcome}, {waited}, {number}, {no}, {row}.withheld"
    condition = f"{day} IS NOT NULL AND {row}.waits_until IS NULL"
    return f"SELECT {key}, {told}{source} {'AND' if source else 'WHERE'} {condition}"


def insert(parts: list[str]) -> str:
    return f"INSERT INTO report_tally ({LINE}, whole, withheld) {' UNION ALL '.join(parts)};"


def of_report(dialect: str, row: str, number: str, new: bool) -> list[str]:
    """What stands in a report itself. What is closed waited since it came in, or was opened again."""
    waited = WORDS[dialect][1]
    came = f"{row}.received_on"
    since = f"coalesce({row}.reopened_on, {came})" if new else came
    answered, closed, outcome = f"{row}.first_answer_on", f"{row}.closed_on", f"{row}.outcome"
    until_closed = waited.format(closed, since)
    split = f"{row}.theme", f"{row}.identity", f"{row}.department_id"
    return [
        line(dialect, row, number, "received", came, split),
        line(dialect, row, number, "answered", answered, waited=waited.format(answered, came)),
        line(dialect, row, number, "closed", closed, outcome=outcome, waited=until_closed),
    ]


def of_reopening(dialect: str, row: str, again: str, number: str, source: str) -> list[str]:
    """What stands in each time that a report was opened again: the closing before, and that it was."""
    closed = line(
        dialect,
        row,
        number,
        "closed",
        f"{again}.closed_on",
        outcome=f"{again}.outcome",
        waited=f"{again}.days",
        source=source,
    )
    return [closed, line(dialect, row, number, "reopened", f"{again}.reopened_on", source=source)]


def triggers(dialect: str, new: bool = True) -> list[str]:
    """Every statement that keeps the totals from now on."""

    def lines(row: str, number: str) -> str:
        past = f" FROM report_reopening WHERE report_reopening.report_id = {row}.id"
        more = of_reopening(dialect, row, "report_reopening", number, past) if new else []
        return insert([*of_report(dialect, row, number, new), *more])

    def again(row: str, number: str) -> str:
        theirs = f" FROM report WHERE report.id = {row}.report_id"
        return insert(of_reopening(dialect, "report", row, number, theirs))

    out, come = lines("OLD", "-1"), lines("NEW", "1")
    looked_at = (*TALLIED, "reopened_on") if new else TALLIED
    if dialect == "sqlite":
        changed, both = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in looked_at), f"{out} {come}"
        found = [
            f"CREATE TRIGGER tally_report_added AFTER INSERT ON report BEGIN {come} END",
            f"CREATE TRIGGER tally_report_gone AFTER DELETE ON report BEGIN {out} END",
            f"CREATE TRIGGER tally_report_changed AFTER UPDATE ON report WHEN {changed} BEGIN {both} END",
        ]
        on, out, come = "ON report_reopening BEGIN", again("OLD", "-1"), again("NEW", "1")
        more = [
            f"CREATE TRIGGER tally_again_added AFTER INSERT {on} {come} END",
            f"CREATE TRIGGER tally_again_gone AFTER DELETE {on} {out} END",
        ]
        return [*found, *(more if new else ())]
    before, after = (", ".join(f"{row}.{name}" for name in looked_at) for row in ("OLD", "NEW"))
    done = "FOR EACH ROW EXECUTE FUNCTION tally_report()"
    changed = f"FOR EACH ROW WHEN (({before}) IS DISTINCT FROM ({after})) EXECUTE FUNCTION tally_report()"
    body = f"IF TG_OP <> 'INSERT' THEN {out} END IF; IF TG_OP <> 'DELETE' THEN {come} END IF; RETURN NULL;"
    found = [
        f"CREATE FUNCTION tally_report() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"CREATE TRIGGER tally_report_added AFTER INSERT ON report {done}",
        f"CREATE TRIGGER tally_report_gone AFTER DELETE ON report {done}",
        f"CREATE TRIGGER tally_report_changed AFTER UPDATE ON report {changed}",
    ]
    body = f"IF TG_OP = 'INSERT' THEN {again('NEW', '1')} ELSE {again('OLD', '-1')} END IF; RETURN NULL;"
    done = "FOR EACH ROW EXECUTE FUNCTION tally_again()"
    more = [
        f"CREATE FUNCTION tally_again() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"CREATE TRIGGER tally_again AFTER INSERT OR DELETE ON report_reopening {done}",
    ]
    return [*found, *(more if new else ())]


def drop_triggers(dialect: str) -> None:
    """Those on reports."""
    on = "" if dialect == "sqlite" else " ON report"
    for name in ("added", "gone", "changed"):
        op.execute(f"DROP TRIGGER tally_report_{name}{on}")
    if on:
        op.execute("DROP FUNCTION tally_report()")


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    drop_triggers(dialect)
    op.drop_index("ix_report_counted", "report")
    op.add_column("report", sa.Column("reopened_on", sa.Date(), nullable=True))
    op.create_index("ix_report_counted", "report", COUNTED)
    op.create_table(
        "report_reopening",
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("reopened_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_reopening_report_id")),
        sa.PrimaryKeyConstraint("report_id", "position", name=op.f("pk_report_reopening")),
    )
    for statement in triggers(dialect):
        op.execute(statement)


def downgrade() -> None:
    """What was opened again is as if it had never been closed before."""
    dialect = op.get_bind().dialect.name
    op.execute("DELETE FROM report_reopening")  # its lines go by the trigger
    op.execute("UPDATE report SET reopened_on = NULL WHERE reopened_on IS NOT NULL")
    drop_triggers(dialect)
    op.drop_table("report_reopening")
    if dialect == "postgresql":
        op.execute("DROP FUNCTION tally_again()")
    op.drop_index("ix_report_counted", "report")
    op.drop_column("report", "reopened_on")
    op.create_index("ix_report_counted", "report", OLD_COUNTED)
    for statement in triggers(dialect, new=False):
        op.execute(statement)
