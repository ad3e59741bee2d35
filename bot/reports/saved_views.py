"""Lists of reports under names: a handler keeps the list as it is chosen now, and comes back to it."""

from bot.foundation.context import Context
from bot.foundation.sanitize import line
from bot.foundation.screen import Event, Screen
from bot.reports import saved_views_screens, work_list
from bot.screens.forms import check
from storage import saved_views
from storage.db import one_at_a_time
from storage.locks import Lock
from storage.saved_views import View

MOST = 10


def open_form(ctx: Context, event: Event) -> Screen:
    """What the visitor kept, and the form to keep the list in the argument too."""
    return saved_views_screens.form(ctx, work_list.parse(event.argument), work_list.saved(ctx))


def save(ctx: Context, event: Event) -> Screen:
    """Keeps the list in the argument under a name; what had that name before is the list from now on."""
    one_at_a_time(ctx.session.connection(), Lock.SAVED_VIEWS)
    chosen, mine = work_list.parse(event.argument)._replace(skip=0), work_list.saved(ctx)
    screen = saved_views_screens.form(ctx, chosen, mine)
    answers, errors = check(ctx, screen.inputs, event.values)
    name = line(str(answers["name"]))
    if not errors and not name:
        errors = {"name": ctx.say("mistakes.answer_missing")}
    before = next((one for one in mine if one.name.casefold() == name.casefold()), None)
    if not errors and before is None and len(mine) >= MOST:
        errors = {"name": ctx.say("views.many", limit=MOST)}
    if errors:
        return screen.with_errors(errors, answers)
    view = View(before.id if before else "", name, chosen.argument)
    saved_views.put(ctx.session, ctx.vault, ctx.organisation.id, _me(ctx), view)
    return work_list.listing(ctx, chosen)


def drop(ctx: Context, event: Event) -> Screen:
    """Forgets one of the visitor's own; the argument is its id, and behind it the list that is open."""
    view_id, _, shows = event.argument.partition(":")
    saved_views.drop(ctx.session, _me(ctx), view_id)
    return saved_views_screens.form(ctx, work_list.parse(shows), work_list.saved(ctx))


def _me(ctx: Context) -> int:
    return ctx.person.id if ctx.person else 0
