"""The coordinator reads what the teams agreed: of this year and the one before, as long as it is kept."""

from bot.foundation import audit
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Event, Fact, Facts, Row, Screen
from bot.foundation.words import prose
from bot.screens import dates
from bot.screens.layout import PAGE
from bot.team_meetings.participant import READ, agreements
from bot.team_meetings.screens import FRAME, action, screen
from storage import meetings, teams
from storage.meetings import MeetingRow


def listed(ctx: Context, event: Event) -> Screen:
    """The teams that agreed something, the newest first; the argument is how many to skip."""
    skip, found = parse_id(event.argument), meetings.with_agreements(ctx.session, ctx.organisation.id)
    names = teams.names(ctx.session, ctx.organisation.id)
    rows = tuple(
        Row(names.get(row.team_id, ""), _held(ctx, row), action(ctx, "agreed", "read", str(row.id)))
        for row in found[skip : skip + PAGE]
    )
    turn = FRAME.turning(ctx, "agreements", skip, len(found) > skip + PAGE)
    words = "agreements" if found else "agreements_empty"
    back = action(ctx, "overview", "back")
    return screen(ctx, "agreements", rows, (*turn, back), words=words, of=str(skip))


def read(ctx: Context, event: Event) -> Screen:
    """What one team agreed; the trail tells that it was read. Raises Mistake."""
    row = meetings.by_id(ctx.session, ctx.organisation.id, parse_id(event.argument))
    agreed = agreements(ctx, row) if row else ""
    if row is None or not agreed:
        raise Mistake("meeting_gone")
    audit.tell(ctx, READ, subject=f"meeting:{row.id}")
    facts = Facts((Fact(ctx.say("meeting.facts.status"), _held(ctx, row)),))
    title = teams.names(ctx.session, ctx.organisation.id).get(row.team_id, "")
    back = action(ctx, "agreements", "back")
    return screen(ctx, "agreed", (facts, *prose(agreed)), (back,), title=title, of=str(row.id))


def _held(ctx: Context, row: MeetingRow) -> str:
    if row.held_on is None:
        return ctx.say("meeting.status.open")
    day = dates.written(row.held_on, ctx.locale, ctx.organisation.slug)
    return ctx.say("meeting.status.held", day=day, count=row.present)
