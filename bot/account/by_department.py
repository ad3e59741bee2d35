"""The figures of one department: of what everybody is told alone, so that it may be handed on."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from bot.account.assembly import AccountView, assemble
from bot.account.disclosure import rounds
from bot.account.disclosure.kinds import COUNCIL
from bot.account.disclosure.numbers import AtLeast
from bot.account.disclosure.tables import Row as TableRow
from bot.account.disclosure.tables import Table, within_of
from bot.account.periods import before, called, days_of
from bot.account.request import FRAME
from bot.account.workbook.book import places
from bot.account.workbook.labels import Labels
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Action, Event, Fact, Facts, Heading, Note, Paragraph, Part, Row, Screen
from bot.screens.layout import PAGE
from storage import closings, organisations

screen, action = FRAME.screen, FRAME.action
HALVES = 3  # that are offered by name, besides the year of the newest
LINES = 15  # numbers of one table: of modules and campaigns there can be more


class Told(NamedTuple):
    """What is told of a department in a table; `together`: with which others that is counted."""

    heading: str
    facts: tuple[Fact, ...]
    together: tuple[str, ...] = ()


def open_list(ctx: Context, event: Event) -> Screen:
    """The departments to choose from; the argument is "<first day>/<last day>/<how many to skip>", or empty
    for the newest half-year of which the figures are final. Raises Mistake."""
    halves = closings.closed(ctx.session, ctx.organisation.id)
    if not halves:
        return screen(ctx, "departments", (), (action(ctx, "open", "back"),), words="departments_empty")
    first, last, skip = _asked(event.argument) if event.argument else (*days_of(halves[-1]), 0)
    every = organisations.departments(ctx.session, ctx.organisation.id)
    rows = tuple(
        Row(one.name, "", action(ctx, "department", "open_half", f"{first}/{last}/{one.id}"))
        for one in every[skip : skip + PAGE]
    )
    actions = [*_periods(ctx, halves, (first, last))]
    if len(every) > skip + PAGE:
        actions.append(action(ctx, "departments", "more", f"{first}/{last}/{skip + PAGE}"))
    period = Facts((Fact(ctx.say("account.facts.period"), _period(ctx, first, last)),))
    back = action(ctx, "open", "back")
    return screen(ctx, "departments", (period, *rows), (*actions, back), of=f"{first}/{last}/{skip}")


def show(ctx: Context, event: Event) -> Screen:
    """What is told of one department; the argument is "<first day>/<last day>/<its id>". Raises Mistake."""
    first, last, id = _asked(event.argument)
    names = {one.id: one.name for one in organisations.departments(ctx.session, ctx.organisation.id)}
    if id not in names:
        raise Mistake("dialogue_changed")
    shown = assemble(ctx.session, ctx.organisation.id, first, last, ctx.today, COUNCIL)
    labels = Labels(ctx.locale, ctx.organisation.slug, places(shown.names), shown.account.threshold)
    about = (
        Fact(ctx.say("account.facts.department"), names[id]),
        Fact(ctx.say("account.facts.period"), _period(ctx, first, last)),
    )
    parts: list[Part] = [Facts(about)]
    for told in told_of(shown, id, labels):
        if told.heading not in (one.text for one in parts if isinstance(one, Heading)):
            parts.append(Heading(told.heading))
        parts.append(Facts(told.facts))
        if told.together:
            together = labels.all_of(told.together)
            parts.append(Paragraph(ctx.say("account.together", names=together)))
    if len(parts) == 1:
        parts.append(Note(ctx.say("account.nothing_told")))
    back = action(ctx, "departments", "back", f"{first}/{last}/0")
    return screen(ctx, "department", parts, (back,), of=f"{first}/{last}/{id}")


def told_of(shown: AccountView, id: int, labels: Labels) -> Iterator[Told]:
    """Each table that tells something of a department, by itself or together with others."""
    for part in shown.account.departments:
        if id in part.keys:
            number = labels.figure(AtLeast(part.number) if part.partly else part.number)
            others = tuple(labels.department(key) for key in part.keys if key != id)
            facts = (Fact(labels.say("workbook.front.figures.received"), str(number)),)
            yield Told(labels.say("workbook.sheets.departments.title"), facts, others)
    for table in shown.tables:
        title, left = labels.say(f"workbook.sheets.{table.name}.tab"), LINES
        for together, rows in _by_company(table, f"department/{id}").items():
            numbers = tuple(one for row in rows for one in _facts(table, row, shown, labels))[:left]
            left -= len(numbers)
            if numbers:
                others = tuple(labels.coded(place, shown.names) for place in together)
                yield Told(title, numbers, others)


def _by_company(table: Table, code: str) -> dict[tuple[str, ...], list[TableRow]]:
    """The lines in which a department is, by the others with which it is counted there."""
    found: dict[tuple[str, ...], list[TableRow]] = {}
    for row in table.rows:
        everybody = [within_of(rounds.split(key)[1])[1] for key in row.keys]
        if code in everybody:
            found.setdefault(tuple(one for one in everybody if one != code), []).append(row)
    return found


def _facts(table: Table, row: TableRow, shown: AccountView, labels: Labels) -> Iterator[Fact]:
    """The numbers of a line; with the module, campaign or round that they are of."""
    year, what = rounds.split(row.keys[0])
    kind = within_of(what)[0]
    of = labels.coded(kind, shown.names) if kind else year
    for measure, figure in zip(table.measures, row.numbers, strict=True):
        said = labels.say(f"workbook.measures.{measure}")
        if of:
            one = kind and len(table.measures) == 1
            said = of if one else labels.say("workbook.within", what=of, place=said)
        yield Fact(said, str(labels.figure(figure)))


def _periods(ctx: Context, halves: list[str], chosen: tuple[date, date]) -> Iterator[Action]:
    """Other half-years that are final, and the year of the newest when both halves of it are."""
    newest = halves[-1]
    found = [days_of(one) for one in halves[-HALVES:][::-1]]
    if newest.endswith("H2") and before(newest) in halves:
        found.insert(0, (days_of(before(newest))[0], days_of(newest)[1]))
    for first, last in found:
        if (first, last) != chosen:
            yield FRAME.button("departments", _period(ctx, first, last), f"{first}/{last}/0")


def _period(ctx: Context, first: date, last: date) -> str:
    half = f"{first.year:04}-H{1 if first.month == 1 else 2}"
    if days_of(half) == (first, last):
        return called(half, ctx.locale, ctx.organisation.slug)
    return f"{first.year}" if first.year == last.year else f"{first.year} – {last.year}"


def _asked(argument: str) -> tuple[date, date, int]:
    """First and last day, and a number. Raises Mistake."""
    first, _, rest = argument.partition("/")
    last, _, number = rest.partition("/")
    try:
        days = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        raise Mistake("dialogue_changed") from None
    return (*days, parse_id(number))
