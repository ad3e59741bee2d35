"""What Baken can do for this person: the first thing they see, and the answer to anything else they say."""

from dataclasses import replace

from bot import access, audiences
from bot.context import Context
from bot.report_screens import numbers
from bot.screen import Action, Event, Note, Screen
from bot.words import prose
from storage import reports

OPEN = ("received", "in_progress")


def show(ctx: Context, event: Event) -> Screen:
    """The menu. Nothing in it is confidential, so it may be a message."""
    actions = [
        _action(ctx, "report", "begin", "report", primary=True),
        _action(ctx, "follow", "open", "look_up"),
    ]
    if ctx.visitor.user:
        actions.append(_action(ctx, "mine", "open", "mine"))
    if access.may(ctx, "handle_reports"):
        actions.append(_action(ctx, "casework", "open", "casework"))
    if access.may(ctx, "export_account"):
        actions.append(_action(ctx, "account", "open", "account"))
    if access.may(ctx, "manage_people"):
        actions.append(_action(ctx, "people", "open", "people"))
    if access.may(ctx, "read_trail"):
        actions.append(_action(ctx, "trail", "open", "trail"))
    if access.may(ctx, "open_web") and ctx.address and ctx.visitor.platform != "web":
        actions.append(_action(ctx, "web", "open", "web"))
    actions.append(_action(ctx, "menu", "about", "about"))
    body = prose(ctx.say("menu.text", organisation=ctx.organisation.name))
    if ctx.organisation.demo:
        body = (*body, Note(ctx.say("menu.demo")))
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


def about(ctx: Context, event: Event) -> Screen:
    """What happens with a report, and where else one can go."""
    return Screen(
        "menu",
        "about",
        ctx.say("menu.about.title"),
        (*prose(ctx.say("menu.about.text")), numbers(ctx)),
        actions=(_action(ctx, "menu", "open", "back"),),
        locale=ctx.locale,
        confidential=False,
    )


def waiting(ctx: Context) -> int:
    """How many reports wait for this handler; left out means left out. For a home view, not for a message."""
    viewer = audiences.viewer(ctx)
    return reports.count_for(ctx.session, viewer, OPEN) if viewer else 0


def _action(ctx: Context, dialogue: str, name: str, label: str, primary: bool = False) -> Action:
    return Action(dialogue, name, ctx.say(f"menu.actions.{label}"), style="primary" if primary else "plain")
