"""The sheets that split one total: themes, months, identities, departments, outcomes, redirects. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from bot.account.disclosure.figures import Account
from bot.account.disclosure.numbers import Below, Between, Figure
from bot.account.disclosure.suppression import Part
from bot.account.workbook.labels import Labels
from bot.account.workbook.layout import Chart, Column, Sheet, Value, in_words

NAME, GROUP, NUMBER, TOGETHER = 36, 30, 12, 40  # characters

Key = TypeVar("Key")
T = TypeVar("T")


class Line(NamedTuple):
    """One line of a table: its name, its number, the names of all that is counted in it, its group."""

    label: str
    number: int
    members: tuple[str, ...] = ()
    group: str = ""


def themes(account: Account, labels: Labels) -> Sheet:
    """Reports by theme, the most frequent first."""
    ranked = sorted(account.themes, key=lambda line: (len(line.groups) > 1, -line.number))
    lines = [
        Line(labels.line(line), line.number, tuple(map(labels.theme, line.themes)), labels.groups(line))
        for line in ranked
    ]
    return _sheet(labels, "themes", lines, account.received)


def months(account: Account, labels: Labels) -> Sheet:
    """Reports by month, or by quarter, half-year or year."""
    if len(account.months) == 1 and account.received:
        why = (
            labels.say("workbook.notes.one_month")
            if account.size == 1
            else why_not_split(labels, account.received)
        )
        return bare(labels, "months", why)
    lines = [Line(labels.block(block), block.number) for block in account.months]
    sheet = _sheet(labels, "months", lines, account.received, labels.say(f"workbook.sizes.m{account.size}"))
    coarser = labels.say(f"workbook.coarser.m{account.size}")
    return replace(sheet, notes=(coarser,)) if sheet.columns and coarser else sheet


def identities(account: Account, labels: Labels) -> Sheet:
    """Reports by what the reporter chose to be: named, confidential or anonymous."""
    lines = _lines(account.identities, labels.identity, labels.say("workbook.other"))
    return _sheet(labels, "identities", lines, account.received)


def departments(account: Account, labels: Labels) -> Sheet:
    """Reports by the department that the reporter named, the most frequent first."""
    ranked = sorted(account.departments, key=lambda part: (len(part.keys) > 1, -part.number))
    lines = _lines(ranked, labels.department, labels.say("workbook.other_places"))
    return _sheet(labels, "departments", lines, account.received)


def outcomes(account: Account, labels: Labels) -> Sheet:
    """Closed reports by outcome."""
    lines = _lines(account.outcomes, labels.outcome, labels.say("workbook.other"))
    return _sheet(labels, "outcomes", lines, account.closed.reports)


def redirects(account: Account, labels: Labels) -> Sheet:
    """How often somebody was sent to each other address."""
    lines = _lines(account.redirects, labels.redirect, labels.say("workbook.other"))
    return _sheet(labels, "redirects", lines, account.redirected)


def bare(labels: Labels, name: str, *notes: str) -> Sheet:
    """A sheet without its table: only what it is about, and notes."""
    tab, title, intro = (labels.say(f"workbook.sheets.{name}.{word}") for word in ("tab", "title", "intro"))
    return Sheet(name, tab, title, intro, notes=notes)


def why_not_split(labels: Labels, total: Figure) -> str:
    """Why a total stands alone."""
    if isinstance(total, Below):
        return labels.say("workbook.notes.few")
    if total is None:
        return labels.say("workbook.notes.by_half")
    if isinstance(total, Between):
        return labels.say("workbook.notes.unsure")
    return labels.say("workbook.notes.whole", count=total) if total else labels.say("workbook.notes.none")


def _lines(parts: Sequence[Part[Key]], name: Callable[[Key], str], rest: str) -> list[Line]:
    members = [tuple(name(key) for key in part.keys) for part in parts]
    return [
        Line(Labels.joined(names, rest), part.number, names)
        for part, names in zip(parts, members, strict=True)
    ]


def _sheet(labels: Labels, name: str, lines: Sequence[Line], total: Figure, period: str = "") -> Sheet:
    """The table of these lines with its total. With `period`, the lines are months, and that is what they
    are called; else each line has its share, and (where any has them) its group and what is in it."""
    summed = sum(line.number for line in lines)
    if not lines or not summed:
        return bare(labels, name, why_not_split(labels, total))
    say, incomplete = labels.say, summed != total
    total = summed
    grouped, merged = any(line.group for line in lines), any(len(line.members) > 1 for line in lines)

    def chosen(label: T, group: T, number: T, share: T, together: T) -> tuple[T, ...]:
        """Of all columns those that this table has."""
        here = (True, grouped, True, not period, merged)
        every = (label, group, number, share, together)
        return tuple(one for one, used in zip(every, here, strict=True) if used)

    def filled(line: Line) -> tuple[Value, ...]:
        together = "; ".join(line.members) if len(line.members) > 1 else ""
        return chosen(line.label, line.group, line.number, line.number / total, together)

    words = say(f"workbook.sheets.{name}.chart")
    return replace(
        bare(
            labels,
            name,
            *((say("workbook.notes.merged"),) if merged else ()),
            *((say("workbook.notes.incomplete"),) if incomplete else ()),
        ),
        columns=chosen(
            Column(period or say(f"workbook.sheets.{name}.name"), NAME),
            Column(say("workbook.group"), GROUP),
            Column(say(f"workbook.sheets.{name}.number"), NUMBER, number=True),
            Column(say("workbook.share"), NUMBER, number=True, share=True),
            Column(say("workbook.together"), TOGETHER),
        ),
        lines=tuple(filled(line) for line in lines),
        total=filled(Line(say("workbook.total"), total)),
        filtered=True,
        chart=Chart(
            "columns" if period else "bars",
            in_words(labels, words, [(line.label, line.number) for line in lines]),
            columns=(1 + grouped,),
            lines=max(place for place, line in enumerate(lines, 1) if line.number),
        ),
    )
