"""The list that handlers work from: in views, and narrowed down."""

import re
from datetime import timedelta

from bot.foundation.context import Context
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Event, Screen
from bot.reports import labels, protocol, readers, steps, work_list_screens
from bot.reports.dialogue import THEMES
from bot.reports.work_list_screens import SINCE, Chosen
from bot.screens.layout import PAGE
from storage import saved_views, work_list
from storage.report_index import Asked
from storage.reports import Viewer
from storage.saved_views import View
from storage.work_list import OPEN, SORTS, VIEWS, Line, Wanted

IN_CHAT = 5  # reports on a screen
MARK = re.compile(r"[0-9a-f]{16}")  # of a label


def open_list(ctx: Context, event: Event) -> Screen:
    """The reports that the visitor may know of; the argument says which, and how many to skip."""
    return listing(ctx, parse(event.argument))


def listing(ctx: Context, chosen: Chosen) -> Screen:
    """The list as it was chosen."""
    some, viewer, asked = size(ctx), readers.demand_viewer(ctx), wanted(ctx, chosen)
    labelled = labels.with_mark(ctx, chosen.label, of_search(ctx, chosen)) if chosen.label else None
    if labelled:
        asked = asked._replace(ids=labelled.ids)
    rows = work_list.page(ctx.session, viewer, asked, some + 1, chosen.skip)
    counts = work_list.counts(ctx.session, viewer, asked)
    return work_list_screens.listing(ctx, chosen, rows, counts, some, labelled, _counted(ctx, viewer))


def _counted(ctx: Context, viewer: Viewer) -> list[tuple[View, int | None]]:
    """The visitor's own lists with how many reports are on them; of a label only who opens it finds that."""
    every = [(view, parse(view.shows)) for view in saved(ctx)]
    known = [one for _, one in every if not one.label]
    numbers = iter(work_list.count_each(ctx.session, viewer, [wanted(ctx, one) for one in known]))
    return [(view, None if one.label else next(numbers)) for view, one in every]


def saved(ctx: Context) -> list[View]:
    """The lists that the visitor kept under names of their own, by name."""
    person = ctx.person.id if ctx.person else 0
    return saved_views.of(ctx.session, ctx.vault, ctx.organisation.id, person)


def size(ctx: Context) -> int:
    """How many reports stand on a screen."""
    return IN_CHAT if ctx.platform.is_chat else PAGE


def of_search(ctx: Context, chosen: Chosen) -> Asked:
    """The reports with the theme, the step and of the days that were chosen, whatever their status."""
    since = ctx.today - timedelta(days=chosen.days) if chosen.days else None
    return Asked(chosen.theme, since, standing(ctx, chosen))


def standing(ctx: Context, chosen: Chosen) -> tuple[str, ...]:
    """What is kept as the step of the chosen reports, if a step was chosen. One of another road than the
    organisation's stands for the one that takes its place."""
    road = protocol.of(ctx.organisation.slug).road
    return steps.standing(steps.place(chosen.step, road), road) if chosen.step else ()


def lines(ctx: Context, chosen: Chosen, limit: int) -> list[Line]:
    """So many of the reports that were asked for. Raises Mistake for who handles none."""
    return work_list.page(ctx.session, readers.demand_viewer(ctx), wanted(ctx, chosen), limit, chosen.skip)


def open_filter(ctx: Context, event: Event) -> Screen:
    """The form to find a report by its number, or to choose a theme, a step and since when."""
    return work_list_screens.filter_form(ctx, parse(event.argument), work_list_screens.label_options(ctx))


def parse(argument: str) -> Chosen:
    """What an action carries of a list, as `Chosen.argument` writes it; what is not known counts as all."""
    named, _, skip = argument.partition(":")
    view, theme, days, sort, step, label, *_ = [*named.split("."), "", "", "", "", "", ""]
    return Chosen(
        view if view in VIEWS else OPEN,
        theme if theme in THEMES else "",
        parse_id(days) if days in SINCE else 0,
        sort if sort in SORTS else SORTS[0],
        step if step in steps.STEPS else "",
        label if MARK.fullmatch(label) else "",
        parse_id(skip),
    )


def wanted(ctx: Context, chosen: Chosen) -> Wanted:
    """What was chosen but for the label, as the database is asked for it."""
    person = ctx.person.id if ctx.person else 0
    kept = standing(ctx, chosen)
    return Wanted(person, ctx.today, chosen.view, chosen.theme, chosen.days, chosen.sort, kept)
