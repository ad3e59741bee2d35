"""How many may read a report, at most, and through which role: the same for every report (decision 42)."""

from bot.foundation.context import Context
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Event, Fact, Facts, Row, Screen
from bot.foundation.words import prose
from bot.oversight.chosen import Chosen
from bot.oversight.screens import FRAME, read
from bot.reports import conversation
from bot.screens.layout import PAGE, to_menu
from storage import oversight

ROLES = ("coordinator", "handler", "deputy")


def open_list(ctx: Context, event: Event) -> Screen:
    """The reports that there are, each with the most who may read it; the argument is how many to skip.

    Nothing here depends on whom a report was kept from."""
    skip = parse_id(event.argument)
    found = oversight.reports(ctx.session, ctx.organisation.id, PAGE + 1, skip)
    most = ctx.say("trail.readers.most", count=len(ctx.handlers))
    roles = [(role, sum(role in person.roles for person in ctx.handlers)) for role in ROLES]
    facts = Facts(tuple(Fact(ctx.say(f"trail.readers.roles.{role}"), str(number)) for role, number in roles))
    rows = [
        Row(
            ctx.say("trail.readers.row", number=one.number),
            ctx.say(
                "trail.readers.detail",
                status=ctx.say(f"casework.statuses.{one.status}"),
                day=conversation.day(ctx, one.received_on),
                most=most,
            ),
            FRAME.action(ctx, "open", "of_report", Chosen(report_id=one.id).argument),
        )
        for one in found[:PAGE]
    ]
    text = prose(ctx.say("trail.readers.text" if rows else "trail.readers.empty"))
    read(ctx, "", "readers")
    back = FRAME.button("open", ctx.say("trail.retention.back"), Chosen().argument)
    turning = FRAME.turning(ctx, "readers", skip, len(found) > PAGE)
    return FRAME.screen(
        ctx,
        "readers",
        (*text, facts, *rows),
        (*turning, back, to_menu(ctx)),
        title=ctx.say("trail.readers.title"),
        of=str(skip),
    )
