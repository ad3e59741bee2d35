"""Which use case answers which action. The one door from every platform into the bot."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from bot import rooms
from bot.foundation import access, words
from bot.foundation.context import Context, Visitor
from bot.foundation.mistakes import Mistake
from bot.foundation.room import Route
from bot.foundation.screen import Action, Event, Note, Screen
from bot.foundation.visit import Open, Visit
from bot.reports.room import ROOM as REPORTS

LONGEST = 100  # characters of what a platform carries from screen to screen


def answer(visit: Visit, event: Event) -> Screen:
    """The screen that follows, in one unit of work or, where it takes long, in some. Raises Mistake."""
    route = _route(event)
    if route.in_units:
        return route.use_case(_guarded(visit, route), event)
    with visit.reading() if route.reads else visit.unit() as ctx:
        return respond(ctx, event)


def respond(ctx: Context, event: Event) -> Screen:
    """The screen that follows an event, for who has the right of its route. Raises Mistake; `sorry` makes a
    screen of it."""
    route = _route(event)
    if route.in_units:
        raise Mistake("dialogue_changed")
    access.demand(ctx, route.right)
    return route.use_case(ctx, event)


def _route(event: Event) -> Route:
    route = rooms.HOUSE.routes.get((event.dialogue, event.action))
    if route is None or not all(map(_ours, (event.argument, event.step, event.token))):
        raise Mistake("dialogue_changed")
    return route


def _guarded(visit: Visit, route: Route) -> Visit:
    """The same visit; whatever it opens asks for the right first: a role may go between two units of work."""

    def asking(opened: Open) -> Open:
        @contextmanager
        def open_it() -> Iterator[Context]:
            with opened() as ctx:
                access.demand(ctx, route.right)
                yield ctx

        return open_it

    return replace(visit, unit=asking(visit.unit), reading=asking(visit.reading))


def queue_of(visitor: Visitor, event: Event) -> str:
    """The queue in which an event waits, if any. Whom we know never waits for strangers."""
    route = rooms.HOUSE.routes.get((event.dialogue, event.action))
    if route is None or (route.strangers_wait and visitor.user):
        return ""
    return route.queue


def is_reporting(event: Event) -> bool:
    """Whether an event has to do with a report, or is on the way to one: that comes before modules, and those
    before figures."""
    return event.dialogue in ("menu", "page") or event.dialogue in REPORTS.routes


WINDOW_CLOSED = {("follow", "close"), ("casework", "close"), ("learn", "close")}
"""Closing the window: nothing has to be shown after it."""


def _ours(carried: str) -> bool:
    """Whether a platform brings back what one of our screens can have given it."""
    return len(carried) <= LONGEST and carried.isascii() and carried.isprintable()


def sorry(mistake: Mistake, locale: str, organisation: str = "") -> Screen:
    """What somebody sees when something expected went wrong: what to do, and the way to the menu."""
    say = words.speaker(locale, organisation)
    return Screen(
        "menu",
        "sorry",
        say("mistakes.title"),
        (Note(say(mistake.key, **mistake.params), urgent=True),),
        actions=(Action("menu", "open", say("frame.to_menu")),),
        locale=locale,
    )
