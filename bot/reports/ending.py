"""Closing a report with a word to its reporter, putting its outcome right, keeping it longer."""

from bot.foundation import audit
from bot.foundation.context import Context
from bot.reports import (
    clocks,
    conversation,
    deciding_screens,
    dossier,
    handling_screens,
    norms,
    satisfaction,
    steps,
)
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
        decided_on=report.decided_on or ctx.today,
        turn="",
        turn_on=None,
    )
    satisfaction.ask(ctx, report)
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


def decided(ctx: Context, report: ReportRow) -> str:
    """The outcome that was decided for a report of which only the reporter has yet to hear; else nothing."""
    if deciding_screens.place(ctx, report) != steps.RESULT:
        return ""
    made = dossier.decisions(dossier.of(ctx, report))
    return str(made[-1].said["outcome"]) if made else ""


def refused(ctx: Context, report: ReportRow, outcome: str) -> dict[str, str]:
    """A sentence when a report cannot be closed with this outcome yet: see `outcomes`."""
    allowed = outcomes(ctx, report)
    return {} if outcome in allowed else {"outcome": ctx.say("deciding.mistakes.ground_first")}


def outcomes(ctx: Context, report: ReportRow) -> tuple[str, ...]:
    """With which outcomes a report can be closed: what passes it on, or acts on it, needs a legal ground that
    holds. A report that was closed in such a way has had one, or is older than this rule."""
    every = handling_screens.OUTCOMES
    if report.outcome and report.outcome not in steps.EARLY:
        return every
    if dossier.has_ground(dossier.of(ctx, report)):
        return every
    return steps.without_ground(deciding_screens.place(ctx, report))
