"""What somebody sees who waits for their turn."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.foundation import words
from bot.foundation.context import Context
from bot.foundation.drafts import State
from bot.foundation.screen import Action, Note, Screen
from bot.foundation.words import prose
from bot.reports import turns

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Turn(Note):
    """Which place somebody has, in words; on the web these look again by themselves.

    `at` is when it is their turn, in seconds since 1970, and `left` in how many that is; `puzzle` with its
    `bits` is what a browser may solve to go sooner."""

    at: int = 0
    left: int = 0
    line: str = ""
    puzzle: str = ""
    bits: int = 0


def waiting(ctx: Context, state: State, token: str) -> Screen:
    """The place in the line, and the button that hands the report in when it is their turn."""
    turn, at = state["turn"], turns.moment(state)
    each, slug = ctx.limits.public_lines[turn["line"]].each, ctx.organisation.slug
    place = place_in_words(each, at, ctx.now, ctx.locale, slug)
    seconds, left = int(at.timestamp()) + 1, int((at - ctx.now).total_seconds()) + 1
    part = Turn(place, False, seconds, left, turn["line"], turn["puzzle"], turn["bits"])
    return Screen(
        "report",
        "turn",
        ctx.say("turn.title"),
        (part, *prose(ctx.say("turn.text"))),
        submit=Action("report", "send", ctx.say("turn.actions.send"), style="primary"),
        actions=(Action("report", "edit", ctx.say("turn.actions.look"), "review"),),
        close=Action("report", "cancel", ctx.say("report.actions.cancel")),
        token=token,
        locale=ctx.locale,
    )


def place_in_words(each: timedelta, at: datetime, now: datetime, locale: str, slug: str) -> str:
    """How many are before somebody and how long that takes, or that it is their turn."""
    left = at - now
    if left <= timedelta():
        return words.text("turn.come", locale, slug)
    ahead, minutes = max(round(left / each), 1), left // MINUTE
    before = words.text("turn.before", locale, slug, count=ahead)
    lasts = words.text("turn.minutes", locale, slug, count=minutes) if minutes else ""
    return f"{before} {lasts or words.text('turn.soon', locale, slug)}"
