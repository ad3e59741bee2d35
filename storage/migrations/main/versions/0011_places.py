"""What reporters did waits for its place in the trail; reports wait for a fixed moment; no row tells which
report came before which"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
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
    "id",
)
COUNTED = (*OLD_COUNTED[:-1], "waits_until", "id")
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
)
LINE = "organisation_id, kind, audience, month, theme, identity, department_id, outcome, days, number, whole"
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

    `new`: each line has a random key, and a report that waits for its moment is not counted."""
    month, days, no, key = WORDS[dialect]
    columns, first = (f"id, {LINE}", f"{key}, ") if new else (LINE, "")
    only = f" AND {row}.waits_until IS NULL" if new else ""

    def line(kind: str, day: str, theme: str, identity: str, place: str, outcome: str, waited: str) -> str:
        told = f"{row}.organisation_id, '{kind}', {row}.audience, {month.format(f'{row}.{day}')}, {theme},"
        told += f" {identity}, {place}, {outcome}, {waited}, {number}, {no}"
        return f"SELECT {first}{told}{source} WHERE {row}.{day} IS NOT NULL{only}"

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
    looked_at = (*TALLIED, "waits_until") if new else TALLIED
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


def drop_triggers(dialect: str) -> None:
    on = "" if dialect == "sqlite" else " ON report"
    for name in ("added", "gone", "changed"):
        op.execute(f"DROP TRIGGER tally_report_{name}{on}")
    if on:
        op.execute("DROP FUNCTION tally_report()")


def make_tally(new: bool = True) -> None:
    """The running totals, counted from the reports."""
    dialect = op.get_bind().dialect.name
    op.create_table(
        "report_tally",
        sa.Column("id", sa.String() if new else sa.Integer(), nullable=False),
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
        sqlite_with_rowid=not new,
    )
    op.create_index("ix_report_tally_counted", "report_tally", ["organisation_id", "kind", "month"])
    op.create_index("ix_report_tally_whole", "report_tally", ["whole"])
    op.execute(lines(dialect, "report", "1", " FROM report", new=new))
    for statement in triggers(dialect, new):
        op.execute(statement)


def write_anew(table: str) -> None:
    """The rows of a table in an order that tells nothing: that of random keys, or a random one."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CLUSTER {table} USING pk_{table}")
        op.execute(f"ALTER TABLE {table} SET WITHOUT CLUSTER")
        return
    op.execute(f"CREATE TEMPORARY TABLE kept AS SELECT * FROM {table}")  # noqa: S608 (our own names)
    op.execute(f"DELETE FROM {table}")  # noqa: S608
    op.execute(f"INSERT INTO {table} SELECT * FROM kept ORDER BY random()")  # noqa: S608
    op.execute("DROP TABLE kept")


def make_messages(new: bool = True) -> None:
    """The messages once more, by report and position instead of by a number over all of them; or back."""
    columns = "organisation_id, report_id, position, kind, sent_on, sealed"
    op.execute(f"CREATE TEMPORARY TABLE kept AS SELECT {columns} FROM message")  # noqa: S608
    op.drop_table("message")
    own = () if new else (sa.Column("id", sa.Integer(), nullable=False),)
    by_number = sa.UniqueConstraint("report_id", "position", name=op.f("uq_message_report_id_position"))
    op.create_table(
        "message",
        *own,
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        *((sa.Column("waits_until", sa.DateTime(timezone=True), nullable=True),) if new else ()),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_message_report_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_message_organisation_id")
        ),
        sa.PrimaryKeyConstraint(*(("report_id", "position") if new else ("id",)), name=op.f("pk_message")),
        *(() if new else (by_number,)),
    )
    op.execute(f"INSERT INTO message ({columns}) SELECT {columns} FROM kept ORDER BY random()")  # noqa: S608
    op.execute("DROP TABLE kept")
    if not new:
        op.create_index("ix_message_report_id", "message", ["report_id"])


def waiting_index(table: str) -> None:
    only = sa.text("waits_until IS NOT NULL")
    name = f"ix_{table}_waits"
    op.create_index(name, table, ["waits_until"], sqlite_where=only, postgresql_where=only)


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.create_table(
        "pending_entry",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("known_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_pending_entry_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_entry")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pending_total",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("total", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_total")),
    )
    drop_triggers(dialect)
    op.drop_table("report_tally")
    op.drop_index("ix_report_counted", "report")
    op.add_column("report", sa.Column("waits_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_report_counted", "report", COUNTED)
    waiting_index("report")
    for table in ("report", "receipt", "report_exclusion"):
        write_anew(table)
    make_messages()
    waiting_index("message")
    make_tally()


def downgrade() -> None:
    drop_triggers(op.get_bind().dialect.name)
    op.drop_table("report_tally")
    make_messages(new=False)
    op.drop_index("ix_report_waits", "report")
    op.drop_index("ix_report_counted", "report")
    op.drop_column("report", "waits_until")
    op.create_index("ix_report_counted", "report", OLD_COUNTED)
    make_tally(new=False)
    op.drop_table("pending_total")
    op.drop_table("pending_entry")
