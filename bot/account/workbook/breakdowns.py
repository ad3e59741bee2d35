"""The sheets that split one total: by theme, month, identity, origin, department, outcome, address. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from bot.account.disclosure.figures import Account
from bot.account.disclosure.months import Months
from bot.account.disclosure.numbers import AtLeast, Below, Between, Figure
from bot.account.disclosure.suppression import Part
from bot.account.disclosure.themes import comparable
from bot.account.workbook.labels import Labels
from bot.account.workbook.layout import Chart, Column, Kind, Sheet, Value, in_words

NAME, GROUP, NUMBER, TOGETHER = 36, 30, 12, 40  # characters

Key = TypeVar("Key")
T = TypeVar("T")


class Line(NamedTuple):
    """One line of a table: its name, its number, the names of all that is counted in it, its group; `partly`
    when more of it is in other lines."""

    label: str
    number: int
    members: tuple[str, ...] = ()
    group: str = ""
    partly: bool = False
    code: str = ""


def themes(account: Account, labels: Labels) -> Sheet:
    """Reports by theme, the most frequent first; themes that are counted together come after them."""
    lines = [
        Line(
            labels.line(line),
            line.number,
            tuple(map(labels.theme, line.themes)),
            labels.groups(line),
            line.partly,
            "+".join(line.themes),
        )
        for line in account.themes
    ]
    return _sheet(labels, "themes", _ranked(lines), account.received)


def groups(account: Account, labels: Labels) -> Sheet | None:
    """Reports by group of themes, where themes cannot be compared and groups can."""
    lines = comparable(account.themes, account.received)
    if not lines or all(len(line.themes) == 1 for line in lines):
        return None
    named = [
        Line(labels.groups(one), one.number, tuple(map(labels.group, one.groups)), code="+".join(one.groups))
        for one in lines
    ]
    return _sheet(labels, "groups", named, account.received)


def months(account: Account, labels: Labels) -> Sheet:
    """Reports by month, or by quarter, half-year or year."""
    if len(account.months) == 1 and account.received:
        why = (
            labels.say("workbook.notes.one_month")
            if account.size == 1
            else why_not_split(labels, account.received)
        )
        return bare(labels, "months", why)
    lines = [
        Line(labels.block(block), block.number, code=f"{block.first}/{block.last}")
        for block in account.months
    ]
    sheet = _sheet(labels, "months", lines, account.received, labels.say(f"workbook.sizes.m{account.size}"))
    coarser = labels.say(f"workbook.coarser.m{account.size}")
    alike = len({_length(block) for block in account.months}) == 1  # a quarter is no longer bar than a month
    sheet = sheet if alike else replace(sheet, chart=None)
    return replace(sheet, notes=(coarser, *sheet.notes)) if sheet.columns and coarser else sheet


def _length(block: Months) -> int:
    return (block.last.year - block.first.year) * 12 + block.last.month - block.first.month


def identities(account: Account, labels: Labels) -> Sheet:
    """Reports by what the reporter chose to be: named, confidential or anonymous."""
    lines = _lines(account.identities, labels.identity, labels.say("workbook.other"))
    return _sheet(labels, "identities", lines, account.received)


def origins(account: Account, labels: Labels) -> Sheet:
    """Reports by the way they came: the reporter's own, or entered for them. In words where that was not
    counted, and where none was entered."""
    if account.origins is None:
        return bare(labels, "origins", labels.say("workbook.notes.not_counted"))
    if [part.keys for part in account.origins if part.number or part.partly] == [("reporter",)]:
        return bare(labels, "origins", labels.say("workbook.notes.all_own"))
    lines = _lines(account.origins, labels.origin, labels.say("workbook.other"))
    return _sheet(labels, "origins", lines, account.received)


def departments(account: Account, labels: Labels) -> Sheet:
    """Reports by the department that the reporter named, the most frequent first."""
    lines = _lines(account.departments, labels.department, labels.say("workbook.other_places"))
    return _sheet(labels, "departments", _ranked(lines), account.received)


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
        Line(Labels.joined(names, rest), part.number, names, "", part.partly, "+".join(map(str, part.keys)))
        for part, names in zip(parts, members, strict=True)
    ]


def _ranked(lines: Sequence[Line]) -> list[Line]:
    """Most first. What is counted together, and what is only a minimum, has no rank and comes after that."""
    return sorted(
        lines, key=lambda line: (line.partly, len(line.members) > 1, -line.number * (not line.partly))
    )


def _sheet(labels: Labels, name: str, lines: Sequence[Line], total: Figure, period: str = "") -> Sheet:
    """The table of these lines with its total. With `period`, the lines are months, and that is what they
    are called; else each line has its share, and (where any has them) its group and what is in it."""
    summed = sum(line.number for line in lines)
    if not lines or not summed:
        return bare(labels, name, why_not_split(labels, total))
    say, lines = labels.say, sorted(lines, key=lambda line: line.partly)
    whole = AtLeast(summed) if total is None else total
    grouped, merged = any(line.group for line in lines), any(len(line.members) > 1 for line in lines)

    def chosen(label: T, group: T, number: T, share: T, together: T) -> tuple[T, ...]:
        """Of all columns those that this table has."""
        here = (True, grouped, True, not period, merged)
        every = (label, group, number, share, together)
        return tuple(one for one, used in zip(every, here, strict=True) if used)

    def filled(line: Line) -> tuple[Value, ...]:
        together = labels.all_of(line.members) if len(line.members) > 1 else ""
        number = labels.figure(AtLeast(line.number) if line.partly else line.number)
        has_share = isinstance(whole, int) and not line.partly
        share = line.number / whole if has_share and isinstance(whole, int) else say("workbook.nothing")
        return chosen(line.label, line.group, number, share, together)

    last = chosen(
        say("workbook.total"),
        "",
        labels.figure(whole),
        1.0 if isinstance(whole, int) else say("workbook.nothing"),
        "",
    )
    is_least = any(line.partly for line in lines)
    return replace(
        bare(
            labels,
            name,
            *((say("workbook.notes.merged"),) if merged else ()),
            *((say("workbook.notes.at_least"),) if is_least else ()),
            *((say("workbook.notes.incomplete"),) if whole != summed else ()),
        ),
        columns=chosen(
            Column(period or say(f"workbook.sheets.{name}.name"), NAME),
            Column(say("workbook.group"), GROUP),
            Column(say(f"workbook.sheets.{name}.number"), NUMBER, number=True, code="number"),
            Column(say("workbook.share"), NUMBER, number=True, share=True, code="share"),
            Column(say("workbook.together"), TOGETHER),
        ),
        lines=tuple(filled(line) for line in lines),
        total=last,
        filtered=True,
        codes=tuple(line.code for line in lines),
        chart=_chart(labels, name, lines, 1 + grouped, "columns" if period else "bars"),
    )


def _chart(labels: Labels, name: str, lines: Sequence[Line], column: int, kind: Kind) -> Chart | None:
    """A picture of the lines at the top that are exact and alike, and not of groups beside what is in them.
    None where it would leave out the largest."""
    alone = [line for line in lines if not line.partly and (len(line.members) < 2 or not line.group)]
    while alone and not alone[-1].number:
        alone.pop()
    left_out = [line for line in lines[len(alone) :] if line.number or line.partly]
    drawn = list(lines[: len(alone)])
    most = max((line.number for line in drawn), default=0)
    together = sum(line.number for line in left_out if len(line.members) > 1)
    if drawn != alone or any(line.number + line.partly * together > most for line in left_out):
        return None
    words = labels.say(f"workbook.sheets.{name}.chart")
    bars = [(line.label, line.number) for line in drawn]
    is_one = all(len(line.members) < 2 for line in drawn if line.number == most)
    said = in_words(labels, words, bars) if is_one else words
    if left_out:
        said = f"{said} {labels.say('workbook.charts.left_out', count=len(left_out))}"
    return Chart(kind, said, columns=(column,), lines=len(drawn))
