"""What Baken can do for this person: the first thing they see, and the answer to anything else they say."""

from dataclasses import replace

from bot.foundation import access
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.room import HOUSE
from bot.foundation.screen import Action, Event, Note, Screen
from bot.foundation.words import prose
from bot.messages import inbox
from bot.reports import readers
from bot.reports.filing_screens import numbers
from bot.screens import pictures
from storage import learning, reports, week

OPEN = ("received", "in_progress")
ROAD = "road-of-a-report"  # the drawing of what happens with a report


def show(ctx: Context, event: Event) -> Screen:
    """The menu. Nothing in it is confidential, so it may be a message."""
    actions = [
        _action(ctx, "report", "begin", "report", primary=True),
        _action(ctx, "follow", "open", "look_up"),
    ]
    if ctx.visitor.user:
        actions.append(_action(ctx, "mine", "open", "mine"))
    if ctx.person:
        actions.append(_action(ctx, "learn", "mine", "modules"))
        if learning.leads(ctx.session, ctx.person.id):
            actions.append(_action(ctx, "learn", "team", "team"))
        if ctx.at_home and week.now_or_next(ctx.session, ctx.organisation.id, ctx.today):
            actions.append(Action("week", "open", ctx.say("week.menu")))
    if access.may(ctx, "handle_reports"):
        actions.append(_action(ctx, "casework", "open", "casework"))
    if _coordinating(ctx):
        actions.append(_action(ctx, "menu", "coordinate", "coordinate"))
    if access.may(ctx, "read_trail"):
        actions.append(_action(ctx, "trail", "open", "trail"))
    if access.may(ctx, "open_web") and ctx.address and ctx.platform.is_chat:
        actions.append(_action(ctx, "web", "open", "web"))
    if ctx.visitor.user:
        actions.append(_action(ctx, "kept", "open", "kept"))
    actions.append(_action(ctx, "menu", "about", "about"))
    body = prose(ctx.say("menu.text", organisation=ctx.organisation.name))
    if ctx.organisation.demo:
        body = (*body, Note(ctx.say("menu.demo")))
    body = (*inbox.above_menu(ctx), *body)
    return Screen(
        "menu",
        "menu",
        ctx.say("menu.title"),
        body,
        actions=tuple(actions),
        locale=ctx.locale,
        confidential=False,
    )


def home(ctx: Context, event: Event) -> Screen:
    """The menu where only this person sees it, with how much waits for them. Never for a message."""
    menu = show(ctx, event)
    if not access.may(ctx, "handle_reports"):
        return replace(menu, step="home")
    return replace(menu, step="home", body=(Note(ctx.say("menu.waiting", count=waiting(ctx))), *menu.body))


def coordinate(ctx: Context, event: Event) -> Screen:
    """Everything that is for coordinators, so that the menu stays short."""
    actions = _coordinating(ctx)
    if not actions:
        raise Mistake("not_allowed")
    return Screen(
        "menu",
        "coordinate",
        ctx.say("menu.coordinate.title"),
        prose(ctx.say("menu.coordinate.text")),
        actions=(*actions, _action(ctx, "menu", "open", "back")),
        locale=ctx.locale,
        confidential=False,
    )


def about(ctx: Context, event: Event) -> Screen:
    """What happens with a report, and where else one can go."""
    return Screen(
        "menu",
        "about",
        ctx.say("menu.about.title"),
        (*prose(ctx.say("menu.about.text")), pictures.shown_drawing(ROAD, ctx.locale), numbers(ctx)),
        actions=(_action(ctx, "menu", "open", "back"),),
        locale=ctx.locale,
        confidential=False,
    )


def waiting(ctx: Context) -> int:
    """How many reports wait for this handler; left out means left out. For a home view, not for a message."""
    viewer = readers.viewer(ctx)
    return reports.count_for(ctx.session, viewer, OPEN) if viewer else 0


def _coordinating(ctx: Context) -> tuple[Action, ...]:
    return tuple(
        _action(ctx, entry.dialogue, entry.action, entry.words)
        for entry, route in HOUSE.menu
        if access.may(ctx, route.right)
    )


def _action(ctx: Context, dialogue: str, name: str, label: str, primary: bool = False) -> Action:
    return Action(dialogue, name, ctx.say(f"menu.actions.{label}"), style="primary" if primary else "plain")
