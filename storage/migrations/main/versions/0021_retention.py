"""How long a report is kept after it was closed, and whether it was said that its end comes"""

import calendar
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

REPORT = sa.table(
    "report",
    sa.column("id", sa.String()),
    sa.column("outcome", sa.String()),
    sa.column("closed_on", sa.Date()),
    sa.column("keep_until", sa.Date()),
)
NO_ACTION = ("no_signal", "no_action")


def upgrade() -> None:
    for name in ("keep_until", "extended_until", "warned_on"):
        op.add_column("report", sa.Column(name, sa.Date(), nullable=True))
    connection = op.get_bind()
    wanted = sa.select(REPORT.c.id, REPORT.c.outcome, REPORT.c.closed_on)
    for row in connection.execute(wanted.where(REPORT.c.closed_on.is_not(None))).all():
        until = _years_after(row.closed_on, 1 if row.outcome in NO_ACTION else 5)
        connection.execute(sa.update(REPORT).where(REPORT.c.id == row.id).values(keep_until=until))
    op.create_index(
        "ix_report_keep",
        "report",
        ["organisation_id", "keep_until"],
        sqlite_where=sa.text("keep_until IS NOT NULL"),
        postgresql_where=sa.text("keep_until IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_report_keep", "report")
    for name in ("warned_on", "extended_until", "keep_until"):
        op.drop_column("report", name)


def _years_after(day: date, years: int) -> date:
    year = day.year + years
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))
