"""What has to happen with a report, and by which day. Every change of a report goes through here, so that the
day it is listed under is always the right one."""

from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from bot.foundation.context import Context
from bot.messages import working_time
from bot.reports import norms, protocol, steps
from bot.reports.norms import Norms
from storage import reports
from storage.reports import ReportRow

CLOSED, DESTROYED = "closed", reports.DESTROYED
Reason = Literal["message", "answer", "step", "result"]


class Due(NamedTuple):
    """By which day, and what: an answer to what the reporter wrote, a first answer, the decision of a step
    (where an organisation gives it days), or a result."""

    day: date
    reason: Reason


def due(report: ReportRow, of: Norms, since: date, decide_by: date | None = None) -> Due | None:
    """What has to happen first with a report that came in on a day; nothing with a closed one, unless its
    reporter wrote since."""
    found: list[Due] = []
    if report.turn == "handler" and report.turn_on:
        found.append(Due(of.answer_by(report.turn_on), "message"))
    if report.status != CLOSED:
        found.append(Due(of.result_by(since), "result"))
        if report.first_answer_on is None:
            found.append(Due(of.answer_by(since), "answer"))
        if decide_by is not None:
            found.append(Due(decide_by, "step"))
    return min(found, default=None, key=lambda one: one.day)


def due_of(ctx: Context, report: ReportRow) -> Due | None:
    """What has to happen first, by the norms of the organisation."""
    first = since(ctx, report)
    return due(report, norms.of(ctx.organisation.slug), first, _decide_by(ctx, report, first))


def _decide_by(ctx: Context, report: ReportRow, since: date) -> date | None:
    """The last day for the decision of the step at which a report stands, where the step has days."""
    of = protocol.of(ctx.organisation.slug)
    days = of.days.get(steps.place(report.step, of.road))
    return (report.step_on or since) + timedelta(days=days) if days else None


def since(ctx: Context, report: ReportRow) -> date:
    """The day from which is counted what was promised: that on which it came in, or was opened again."""
    return came_in(ctx, report.identity, report.reopened_on or report.received_on)


def came_in(ctx: Context, identity: str, received_on: date) -> date:
    """The earliest day on which a report can have come in that has the day of its slot: what was promised
    counts from there, and it says nothing that the slot does not."""
    if identity == "named" or working_time.next_reading(ctx.now, ctx.organisation) is None:
        return received_on
    return working_time.working_day_before(received_on, ctx.organisation.slug)


def change(ctx: Context, report: ReportRow, **values: Any) -> ReportRow:
    """Sets columns of a report, and the day by which something has to happen with it; gives it as it is now.

    When that day moves, its reminders begin anew."""
    if report.status == DESTROYED:
        return report
    changed = report._replace(**values)
    day, until = days_of(ctx, changed)
    if day != report.due_on:
        values |= {"due_on": day, "reminded": 0}
    if until != report.keep_until:
        values |= {"keep_until": until, "warned_on": None}
    if values:
        reports.change(ctx.session, report.id, **values)
    return changed._replace(due_on=day, keep_until=until)


def ends_on(keep_until: date, warned_on: date | None, today: date) -> date:
    """The day on which a closed report is really destroyed: never so soon after its end was announced that
    nobody could look."""
    return max(keep_until, (warned_on or today) + norms.TO_LOOK)


def kept_until(ctx: Context, report: ReportRow) -> date | None:
    """The day on which a closed report is destroyed, by the norms or by somebody's decision."""
    if report.status != CLOSED or report.closed_on is None:
        return None
    until = norms.of(ctx.organisation.slug).keep_until(report.outcome, report.closed_on)
    return max(until, report.extended_until or until)


def days_of(ctx: Context, report: ReportRow) -> tuple[date | None, date | None]:
    """The day by which something has to happen with a report, and the day until which it is kept."""
    first = due_of(ctx, report)
    return first.day if first else None, kept_until(ctx, report)


def reporter_wrote(ctx: Context, report: ReportRow, day: date) -> ReportRow:
    """From this day on the reporter waits for an answer; a later message does not put that off."""
    if report.turn == "handler":
        return change(ctx, report)
    return change(ctx, report, turn="handler", turn_on=day, reminded=0)
