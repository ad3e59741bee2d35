"""Who reads a report: its handlers, less those who may not know of it; or the deputy."""

from typing import NamedTuple

from bot.foundation.access import DEPUTY, HANDLERS
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Values
from bot.screens.dialogue import as_tuple
from storage.people import PersonRow
from storage.reports import Viewer
from storage.vault import Vault


class Audience(NamedTuple):
    """`name` is kept with the report; `readers` is empty when nobody can be given the report."""

    name: str
    readers: tuple[PersonRow, ...]


def handlers(ctx: Context) -> tuple[PersonRow, ...]:
    """Everybody who handles reports of the organisation, the deputy too."""
    return ctx.handlers


def of(ctx: Context, answers: Values) -> Audience:
    """Who reads a report with these answers.

    Somebody who was only described could be any of the handlers, so then none of them is told.
    """
    untold, described = as_tuple(answers.get("untold", ())), bool(answers.get("untold_described"))
    left = [person for person in handlers(ctx) if str(person.id) not in untold]
    first = () if described else tuple(person for person in left if person.roles & HANDLERS)
    if first:
        return Audience("handlers", first)
    return Audience("deputy", tuple(person for person in left if person.roles & DEPUTY))


def viewer(ctx: Context) -> Viewer | None:
    """The visitor as a reader of reports; nothing for everybody else."""
    return viewer_of(ctx.vault, ctx.person) if ctx.person and ctx.roles else None


def demand_viewer(ctx: Context) -> Viewer:
    """The visitor as a reader of reports. Raises Mistake for everybody else."""
    found = viewer(ctx)
    if found is None:
        raise Mistake("not_allowed")
    return found


def viewer_of(vault: Vault, person: PersonRow) -> Viewer | None:
    """A person as a reader of the reports of their own organisation; nothing for everybody else."""
    audiences = (("handlers",) if person.roles & HANDLERS else ()) + (
        ("deputy",) if person.roles & DEPUTY else ()
    )
    if not audiences:
        return None
    return Viewer(person.organisation_id, vault.handler_keys(person.organisation_id, person.id), audiences)
