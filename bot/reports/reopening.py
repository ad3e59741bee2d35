"""A closed report opens again: by what its reporter adds, or by somebody who handles it and says why."""

from datetime import date

from bot.foundation import audit
from bot.foundation.context import Context
from bot.reports import clocks, conversation, deciding_screens, dossier, protocol, steps
from storage import reopenings
from storage.reports import ReportRow

REPORTER = ""  # whom the file of a report calls the reporter: by no name


def by_handler(ctx: Context, report: ReportRow, reason: str) -> None:
    """Opens a closed report again. Who handles it reads the reason in its file; its reporter is told that it
    is open again."""
    assert ctx.person is not None
    _open(ctx, report, ctx.person.name, reason)
    audit.tell(ctx, "report.reopened", subject=report.id)
    conversation.tell_reporter(ctx, report)


def by_reporter(ctx: Context, report: ReportRow, day: date) -> ReportRow:
    """The reporter wrote something that is known since a day: it waits for an answer, and a closed report is
    open again, which the caller puts in the trail. Gives the report as it is now."""
    return clocks.reporter_wrote(ctx, _open(ctx, report, REPORTER, ""), day)


def _open(ctx: Context, report: ReportRow, author: str, reason: str) -> ReportRow:
    """How it had ended stays counted, what was promised counts from today, and it stands where it is decided
    about again. A report that is not closed stays as it is, and so does one whose key is gone."""
    if not _is_there(ctx, report):
        return report
    reopened_on = reopenings.add(ctx.session, report.id, ctx.today)
    if reopened_on is None:
        return report
    has_ground = dossier.has_ground(dossier.of(ctx, report))
    rule = steps.reopened(
        deciding_screens.place(ctx, report), protocol.of(ctx.organisation.slug).road, has_ground
    )
    dossier.write(ctx, report, dossier.DECISION, {**rule._asdict(), "why": reason}, author)
    return clocks.change(
        ctx,
        report._replace(closed_on=None, outcome=None, reopened_on=reopened_on),
        status="in_progress",
        step=rule.to,
        step_on=ctx.today,
        extended_until=None,
        reminded=0,
    )


def _is_there(ctx: Context, report: ReportRow) -> bool:
    """Whether anybody can read it: one that is just being destroyed has no key any more."""
    return bool(ctx.vault.report_keys(report.organisation_id, [report.id]))
