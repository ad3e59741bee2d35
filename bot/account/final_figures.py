"""The coordinator makes the figures of a half-year final, or has them counted again."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from sqlmodel import Session

from bot.account import closing, publication
from bot.account.closing import Units
from bot.account.periods import READY_AFTER, before, called, days_of, half_named, last_over
from bot.account.request import FRAME
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Event, Fact, Facts, Note, Row, Screen
from bot.foundation.visit import Open, Visit
from bot.screens import dates
from bot.screens.layout import to_menu
from storage import closings
from storage.closings import ClosingRow
from storage.organisations import OrganisationRow
from storage.vault import Vault

screen, action = FRAME.screen, FRAME.action
LISTED = 10  # half-years


def open_list(ctx: Context, event: Event) -> Screen:
    """The half-years that are over, the last one first, with whether their figures are final."""
    rows = tuple(
        Row(_called(ctx, half), _standing(ctx, versions), action(ctx, "half", "open_half", half))
        for half, versions in _halves(ctx).items()
    )
    actions = (action(ctx, "open", "back"), to_menu(ctx))
    return screen(ctx, "final", rows, actions, words="final" if rows else "final_empty")


def show(ctx: Context, event: Event) -> Screen:
    """One half-year; the argument is its name."""
    return _half(ctx, _asked(ctx, event.argument))


def close(visit: Visit, event: Event) -> Screen:
    """Makes the figures of a half-year final, and of those before it that are not."""
    half, asked = _begin(visit, event)
    closing.close(*asked)
    with visit.reading() as ctx:
        return _half(ctx, half, ctx.say("account.done.closed"))


def correct(visit: Visit, event: Event) -> Screen:
    """Counts the half-year again, and says whether anything changed."""
    half, asked = _begin(visit, event)
    made = closing.correct(*asked)
    with visit.reading() as ctx:
        return _half(ctx, half, ctx.say(f"account.done.{'corrected' if made else 'same'}"))


def _begin(
    visit: Visit, event: Event
) -> tuple[str, tuple[Units, Vault, OrganisationRow, str, datetime, str]]:
    """The half-year that is meant, and what closing it asks for: it opens its units of work itself."""

    @contextmanager
    def opened(how: Open) -> Iterator[Session]:
        with how() as ctx:
            yield ctx.session

    units = Units(partial(opened, visit.reading), partial(opened, visit.unit))
    with visit.reading() as ctx:
        half = _asked(ctx, event.argument)
        return half, (units, visit.vault, ctx.organisation, half, ctx.now, _actor(ctx))


def _half(ctx: Context, half: str, said: str = "") -> Screen:
    versions = closings.versions(ctx.session, ctx.organisation.id, half)
    facts = Facts(
        (
            Fact(ctx.say("account.facts.period"), _called(ctx, half)),
            Fact(ctx.say("account.facts.standing"), _standing(ctx, versions)),
        )
    )
    notes = [Note(said)] if said else []
    back = action(ctx, "final", "back")
    if versions:
        again = action(ctx, "correct", "correct", half)
        looks = publication.buttons(ctx, half)
        return screen(ctx, "half_final", (*notes, facts), (*looks, again, back), of=half)
    earlier = closing.still_open(ctx.session, ctx.organisation.id, half)[:-1]
    if earlier:
        names = ", ".join(_called(ctx, one) for one in earlier)
        notes.append(Note(ctx.say("account.earlier_too", halves=names)))
    by_itself = days_of(half)[1] + READY_AFTER
    if by_itself >= ctx.today:
        day = dates.written(by_itself, ctx.locale, ctx.organisation.slug)
        notes.insert(0, Note(ctx.say("account.by_itself", day=day)))
    do = action(ctx, "close", "close_half", half, primary=True)
    return screen(ctx, "half_open", (facts, *notes), (do, back), of=half)


def _asked(ctx: Context, argument: str) -> str:
    half = half_named(argument)
    if half not in _halves(ctx):
        raise Mistake("half_not_over", half=half)
    return half


def _halves(ctx: Context) -> dict[str, list[ClosingRow]]:
    """The versions of each half-year that is over, from the first with something to count."""
    organisation_id, half = ctx.organisation.id, last_over(ctx.today)
    waiting = (
        closing.still_open(ctx.session, organisation_id, half)
        if closings.first_day(ctx.session, organisation_id)
        else []
    )
    known, found = {*closings.closed(ctx.session, organisation_id), *waiting}, {}
    for _ in range(LISTED):
        if half in known:
            found[half] = closings.versions(ctx.session, organisation_id, half)
        half = before(half)
    return found


def _standing(ctx: Context, versions: Sequence[ClosingRow]) -> str:
    """Whether the figures are final, and since when."""
    if not versions:
        return ctx.say("account.standing.open")
    day = dates.written(versions[-1].closed_on, ctx.locale, ctx.organisation.slug)
    key = "corrected" if len(versions) > 1 else "final"
    return ctx.say(f"account.standing.{key}", day=day, version=versions[-1].version)


def _called(ctx: Context, half: str) -> str:
    return called(half, ctx.locale, ctx.organisation.slug)


def _actor(ctx: Context) -> str:
    assert ctx.person is not None  # who may export is somebody
    return f"person:{ctx.person.id}"
