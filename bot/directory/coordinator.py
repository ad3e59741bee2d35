"""The coordinator looks after the directory: who there is, who came unmatched, who cannot be reached."""

from bot.directory import coordinator_screens
from bot.foundation import audit
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Event, Screen
from bot.screens.forms import check_person
from bot.screens.layout import PAGE
from storage import directory, newcomers, people, starting
from storage.newcomers import NewcomerRow


def open_overview(ctx: Context, event: Event) -> Screen:
    """How many people there are, and what there is to do."""
    counts = directory.counts(ctx.session, ctx.organisation.id, ctx.today)
    waiting = newcomers.waiting(ctx.session, ctx.organisation.id)
    return coordinator_screens.overview(ctx, counts, len(waiting))


def open_newcomers(ctx: Context, event: Event) -> Screen:
    """Who came to a chat and is not matched to a person; the argument is how many to skip."""
    return coordinator_screens.listed_newcomers(
        ctx, newcomers.waiting(ctx.session, ctx.organisation.id), parse_id(event.argument)
    )


def open_newcomer(ctx: Context, event: Event) -> Screen:
    """One of them, with the question who it is."""
    return _newcomer_screen(ctx, _newcomer(ctx, event.argument))


def link(ctx: Context, event: Event) -> Screen:
    """Gives a person of the directory the chat address of a newcomer."""
    newcomer = _newcomer(ctx, event.argument)
    person, screen = check_person(ctx, _newcomer_screen(ctx, newcomer), event.values)
    if person is None:
        return screen
    if person.id in directory.with_a_role(ctx.session, ctx.organisation.id):
        # Whoever is found at this account could do what that role may: only the administrator says so.
        return screen.with_errors({"person": ctx.say("people.has_a_role")}, {})
    people.give_address(ctx.session, person.id, *newcomer.address)
    starting.soon(ctx.session, ctx.organisation.id)
    newcomers.forget(ctx.session, newcomer.address)
    audit.tell(ctx, "directory.changed", subject=f"person:{person.id}", detail="chat address given")
    return open_newcomers(ctx, Event("people", "newcomers"))


def dismiss(ctx: Context, event: Event) -> Screen:
    """Takes a newcomer off the list: no employee, or a guest."""
    newcomer = _newcomer(ctx, event.argument)
    newcomers.dismiss(ctx.session, ctx.organisation.id, newcomer.id)
    return open_newcomers(ctx, Event("people", "newcomers"))


def open_unreachable(ctx: Context, event: Event) -> Screen:
    """Who cannot be reached, and why; the argument is how many to skip."""
    skip = parse_id(event.argument)
    found = directory.unreachable(ctx.session, ctx.organisation.id, PAGE + 1, skip)
    return coordinator_screens.unreachable(ctx, found, skip)


def _newcomer(ctx: Context, argument: str) -> NewcomerRow:
    for row in newcomers.waiting(ctx.session, ctx.organisation.id):
        if str(row.id) == argument:
            return row
    raise Mistake("people_newcomer_gone")


def _newcomer_screen(ctx: Context, newcomer: NewcomerRow) -> Screen:
    """Proposes the person of the same name, if there is one."""
    same = directory.by_name(ctx.session, ctx.organisation.id, newcomer.name)
    return coordinator_screens.newcomer(ctx, newcomer, same[0].email if len(same) == 1 else "")
