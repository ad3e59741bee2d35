"""The list that handlers work from: in views, and narrowed down."""

from datetime import date, timedelta

from bot.foundation.context import Context
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Event, Screen
from bot.reports import protocol, readers, steps, work_list_screens
from bot.reports.dialogue import THEMES
from bot.reports.work_list_screens import SINCE, Chosen
from bot.screens.layout import PAGE
from storage import work_list
from storage.work_list import OPEN, SORTS, VIEWS, Line, Wanted

IN_CHAT = 5  # reports on a screen


def open_list(ctx: Context, event: Event) -> Screen:
    """The reports that the visitor may know of; the argument says which, and how many to skip."""
    return listing(ctx, parse(event.argument))


def listing(ctx: Context, chosen: Chosen) -> Screen:
    """The list as it was chosen."""
    some = size(ctx)
    return work_list_screens.listing(ctx, chosen, lines(ctx, chosen, some + 1), counts(ctx, chosen), some)


def size(ctx: Context) -> int:
    """How many reports stand on a screen."""
    return IN_CHAT if ctx.platform.is_chat else PAGE


def since(ctx: Context, chosen: Chosen) -> date | None:
    """The day after which the chosen reports came in, if one was chosen."""
    return ctx.today - timedelta(days=chosen.days) if chosen.days else None


def standing(ctx: Context, chosen: Chosen) -> tuple[str, ...]:
    """What is kept as the step of the chosen reports, if a step was chosen. One of another road than the
    organisation's stands for the one that takes its place."""
    road = protocol.of(ctx.organisation.slug).road
    return steps.standing(steps.place(chosen.step, road), road) if chosen.step else ()


def lines(ctx: Context, chosen: Chosen, limit: int) -> list[Line]:
    """So many of the reports that were asked for. Raises Mistake for who handles none."""
    return work_list.page(ctx.session, readers.demand_viewer(ctx), wanted(ctx, chosen), limit, chosen.skip)


def counts(ctx: Context, chosen: Chosen) -> dict[str, int]:
    """How many there are in each view, of those with the theme, the step and the days that were chosen."""
    return work_list.counts(ctx.session, readers.demand_viewer(ctx), wanted(ctx, chosen))


def open_filter(ctx: Context, event: Event) -> Screen:
    """The form to find a report by its number, or to choose a theme, a step and since when."""
    return work_list_screens.filter_form(ctx, parse(event.argument))


def parse(argument: str) -> Chosen:
    """What an action carries of a list, as `Chosen.argument` writes it; what is not known counts as all."""
    named, _, skip = argument.partition(":")
    view, theme, days, sort, step, *_ = [*named.split("."), "", "", "", "", ""]
    return Chosen(
        view if view in VIEWS else OPEN,
        theme if theme in THEMES else "",
        parse_id(days) if days in SINCE else 0,
        sort if sort in SORTS else SORTS[0],
        step if step in steps.STEPS else "",
        parse_id(skip),
    )


def wanted(ctx: Context, chosen: Chosen) -> Wanted:
    """What was chosen, as the database is asked for it."""
    person = ctx.person.id if ctx.person else 0
    kept = standing(ctx, chosen)
    return Wanted(person, ctx.today, chosen.view, chosen.theme, chosen.days, chosen.sort, kept)
