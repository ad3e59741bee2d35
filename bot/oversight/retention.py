"""What the privacy officer sees of how long reports are kept: numbers, outcomes and days. No content."""

from datetime import date

from bot.foundation.context import Context
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Event, Row, Screen
from bot.foundation.words import prose
from bot.oversight.chosen import Chosen
from bot.oversight.screens import FRAME, read
from bot.reports import clocks, conversation
from bot.screens.layout import PAGE, to_menu
from storage import retention
from storage.retention import Kept


def open_list(ctx: Context, event: Event) -> Screen:
    """The closed reports by the day on which they are destroyed; the argument is how many to skip."""
    skip = parse_id(event.argument)
    found = retention.ending(ctx.session, ctx.organisation.id, date.max, PAGE + 1, skip)
    rows = [_row(ctx, one) for one in found[:PAGE]]
    text = ctx.say("trail.retention.text" if rows else "trail.retention.empty")
    read(ctx, "", "retention")
    back = FRAME.button("open", ctx.say("trail.retention.back"), Chosen().argument)
    turning = FRAME.turning(ctx, "retention", skip, len(found) > PAGE)
    return FRAME.screen(
        ctx,
        "retention",
        (*prose(text), *rows),
        (*turning, back, to_menu(ctx)),
        title=ctx.say("trail.retention.title"),
        of=str(skip),
    )


def _row(ctx: Context, kept: Kept) -> Row:
    outcome = ctx.say(f"casework.questions.outcome.options.{kept.outcome}")
    closed = conversation.day(ctx, kept.closed_on) if kept.closed_on else ""
    detail = ctx.say("trail.retention.detail", number=kept.number, day=closed, outcome=outcome)
    if kept.extended:
        detail = ctx.say("trail.retention.extended", detail=detail)
    last = clocks.ends_on(kept.keep_until, kept.warned_on, ctx.today)
    return Row(ctx.say("trail.retention.row", day=conversation.day(ctx, last)), detail)
