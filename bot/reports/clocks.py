"""What has to happen with a report, and by which day. Every change of a report goes through here, so that the
day it is listed under is always the right one."""

from datetime import date
from typing import Any, Literal, NamedTuple

from bot.foundation.context import Context
from bot.reports import norms
from bot.reports.norms import Norms
from storage import reports
from storage.reports import ReportRow

CLOSED = "closed"
Reason = Literal["message", "answer", "result"]


class Due(NamedTuple):
    """By which day, and what: an answer to what the reporter wrote, a first answer, or a result."""

    day: date
    reason: Reason


def due(report: ReportRow, of: Norms) -> Due | None:
    """What has to happen first; nothing with a closed report, unless its reporter wrote since."""
    found: list[Due] = []
    if report.turn == "handler" and report.turn_on:
        found.append(Due(of.answer_by(report.turn_on), "message"))
    if report.status != CLOSED:
        found.append(Due(of.result_by(report.received_on), "result"))
        if report.first_answer_on is None:
            found.append(Due(of.answer_by(report.received_on), "answer"))
    return min(found, default=None, key=lambda one: one.day)


def due_of(ctx: Context, report: ReportRow) -> Due | None:
    """What has to happen first, by the norms of the organisation."""
    return due(report, norms.of(ctx.organisation.slug))


def change(ctx: Context, report: ReportRow, **values: Any) -> ReportRow:
    """Sets columns of a report, and the day by which something has to happen with it; gives it as it is now.

    When that day moves, its reminders begin anew."""
    changed = report._replace(**values)
    first = due_of(ctx, changed)
    day = first.day if first else None
    if day != report.due_on:
        values |= {"due_on": day, "reminded": 0}
    until = kept_until(ctx, changed)
    if until != report.keep_until:
        values |= {"keep_until": until, "warned_on": None}
    if values:
        reports.change(ctx.session, report.id, **values)
    return changed._replace(due_on=day, keep_until=until)


def kept_until(ctx: Context, report: ReportRow) -> date | None:
    """The day on which a closed report is destroyed, by the norms or by somebody's decision."""
    if report.status != CLOSED or report.closed_on is None:
        return None
    until = norms.of(ctx.organisation.slug).keep_until(report.outcome, report.closed_on)
    return max(until, report.extended_until or until)


def reporter_wrote(ctx: Context, report: ReportRow, day: date) -> ReportRow:
    """From this day on the reporter waits for an answer; a later message does not put that off."""
    since = report.turn_on if report.turn == "handler" else day
    return change(ctx, report, turn="handler", turn_on=since)
