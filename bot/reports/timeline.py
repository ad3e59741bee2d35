"""What a reporter sees of how far a report is: what happened, and by which day they hear more."""

from datetime import date

from bot.foundation.context import Context
from bot.foundation.screen import Fact, Facts
from bot.reports import clocks, conversation, norms
from storage import work_list
from storage.reports import ReportRow


def facts(ctx: Context, report: ReportRow) -> Facts:
    """Received, read, worked on, the result; in words, with days."""
    every = [("received", _received(ctx, report)), ("read", _read(ctx, report))]
    if report.turn == "handler" and report.turn_on and report.first_answer_on:
        by = norms.of(ctx.organisation.slug).answer_by(report.turn_on)
        every.append(("message", _by(ctx, by, "message")))
    if report.reopened_on:
        every.append(("reopened", _on(ctx, report.reopened_on)))
    every += [("working", _working(ctx, report)), ("result", _result(ctx, report))]
    return Facts(tuple(Fact(ctx.say(f"follow.timeline.steps.{name}"), said) for name, said in every))


def _received(ctx: Context, report: ReportRow) -> str:
    if report.waits_until is not None:
        return ctx.say("follow.timeline.kept", moment=conversation.moment(ctx, report.waits_until))
    return _on(ctx, report.received_on)


def _read(ctx: Context, report: ReportRow) -> str:
    if report.first_answer_on:
        return ctx.say("follow.timeline.answered", day=conversation.day(ctx, report.first_answer_on))
    said = _by(ctx, norms.of(ctx.organisation.slug).answer_by(clocks.since(ctx, report)), "answer")
    if work_list.is_read(ctx.session, report.id):
        return ctx.say("follow.timeline.being_read", by=said)
    return said


def _working(ctx: Context, report: ReportRow) -> str:
    return ctx.say(f"follow.timeline.working.{report.status}")


def _result(ctx: Context, report: ReportRow) -> str:
    if report.status == clocks.CLOSED and report.closed_on:
        return _on(ctx, report.closed_on)
    return _by(ctx, norms.of(ctx.organisation.slug).result_by(clocks.since(ctx, report)), "result")


def _on(ctx: Context, day: date) -> str:
    return ctx.say("follow.timeline.on", day=conversation.day(ctx, day))


def _by(ctx: Context, day: date, what: str) -> str:
    """By which day the reporter hears; when that is over, that it was too late, and that we are sorry."""
    when = "late" if ctx.today > day else "by"
    return ctx.say(f"follow.timeline.{when}.{what}", day=conversation.day(ctx, day))
