"""Closing a report with a word to its reporter, putting its outcome right, keeping it longer."""

from bot.foundation import audit
from bot.foundation.context import Context
from bot.reports import clocks, conversation, handling_screens, norms
from storage.reports import ReportRow


def finish(ctx: Context, report: ReportRow, outcome: str, message: str) -> None:
    """Closes a report: its reporter reads why, in the words that the handler saw."""
    conversation.write(ctx, report, "result", message)
    clocks.change(
        ctx,
        report,
        status=clocks.CLOSED,
        outcome=outcome,
        closed_on=ctx.today,
        first_answer_on=report.first_answer_on or ctx.today,
        turn="",
        turn_on=None,
    )
    audit.tell(ctx, "report.result", subject=report.id)
    audit.tell(ctx, "report.status", subject=report.id, detail=f"{report.status} > closed {outcome}")
    conversation.tell_reporter(ctx, report)


def change_outcome(ctx: Context, report: ReportRow, outcome: str) -> None:
    """Another outcome of a report that is closed; the day stays."""
    if handling_screens.is_closed(report) and outcome != report.outcome:
        clocks.change(ctx, report, outcome=outcome)
        audit.tell(ctx, "report.status", subject=report.id, detail=f"closed > closed {outcome}")


def keep_longer(ctx: Context, report: ReportRow, ground: str) -> None:
    """Keeps a closed report a year longer, on a ground that the trail has."""
    if report.keep_until:
        until = norms.months_after(max(report.keep_until, ctx.today), 12)
        clocks.change(ctx, report, extended_until=until)
        audit.tell(ctx, "report.kept", subject=report.id, detail=f"{ground} {until}")
