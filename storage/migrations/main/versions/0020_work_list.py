"""What the work list is sorted by: whose turn it is, by when, who works it, and how far somebody has read"""

import calendar
from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

REPORT = sa.table(
    "report",
    sa.column("id", sa.String()),
    sa.column("status", sa.String()),
    sa.column("received_on", sa.Date()),
    sa.column("first_answer_on", sa.Date()),
    sa.column("turn", sa.String()),
    sa.column("turn_on", sa.Date()),
    sa.column("due_on", sa.Date()),
)
MESSAGE = sa.table(
    "message",
    sa.column("report_id", sa.String()),
    sa.column("position", sa.Integer()),
    sa.column("kind", sa.String()),
    sa.column("sent_on", sa.Date()),
    sa.column("waits_until", sa.DateTime()),
)
LISTED = [
    "organisation_id",
    "due_on",
    "number",
    "audience",
    "waits_until",
    "turn",
    "first_answer_on",
    "status",
    "assignee_id",
    "theme",
    "received_on",
    "id",
]
TURNS = {"reporter": "handler", "question": "reporter"}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":  # else the whole table would be copied, without its triggers
        op.execute(
            "ALTER TABLE report ADD COLUMN assignee_id INTEGER"
            " CONSTRAINT fk_report_assignee_id REFERENCES person (id)"
        )
    else:
        op.add_column("report", sa.Column("assignee_id", sa.Integer(), nullable=True))
        op.create_foreign_key(op.f("fk_report_assignee_id"), "report", "person", ["assignee_id"], ["id"])
    op.add_column("report", sa.Column("turn", sa.String(), server_default="", nullable=False))
    op.add_column("report", sa.Column("turn_on", sa.Date(), nullable=True))
    op.add_column("report", sa.Column("due_on", sa.Date(), nullable=True))
    op.add_column("report", sa.Column("reminded", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "report_mark",
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_report_mark_person_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_mark_report_id")),
        sa.PrimaryKeyConstraint("report_id", "person_id", name=op.f("pk_report_mark")),
    )
    _settle()
    op.create_index(
        "ix_report_due",
        "report",
        LISTED,
        sqlite_where=sa.text("due_on IS NOT NULL"),
        postgresql_where=sa.text("due_on IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_report_due", "report")
    op.drop_table("report_mark")
    for name in ("reminded", "due_on", "turn_on", "turn", "assignee_id"):
        op.drop_column("report", name)


def _settle() -> None:
    """Reports get their day by the usual norms; the clock puts an organisation's own in their place."""
    connection = op.get_bind()
    place = sa.func.max(MESSAGE.c.position).label("position")
    known = sa.select(MESSAGE.c.report_id, place).where(MESSAGE.c.waits_until.is_(None))
    last = known.group_by(MESSAGE.c.report_id).subquery()
    said = sa.select(MESSAGE.c.report_id, MESSAGE.c.kind, MESSAGE.c.sent_on).join(
        last, sa.and_(last.c.report_id == MESSAGE.c.report_id, last.c.position == MESSAGE.c.position)
    )
    turns = {row.report_id: row for row in connection.execute(said)}
    wanted = sa.select(REPORT.c.id, REPORT.c.status, REPORT.c.received_on, REPORT.c.first_answer_on)
    for row in connection.execute(wanted).all():
        message = turns.get(row.id)
        turn = TURNS.get(message.kind, "") if message else ""
        due = [message.sent_on + timedelta(days=7)] if message and turn == "handler" else []
        if row.status != "closed":
            due.append(_months_after(row.received_on, 3))
            if row.first_answer_on is None:
                due.append(row.received_on + timedelta(days=7))
        if not due:
            continue
        values = {"turn": turn, "turn_on": message.sent_on if message and turn else None, "due_on": min(due)}
        connection.execute(sa.update(REPORT).where(REPORT.c.id == row.id).values(values))


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
