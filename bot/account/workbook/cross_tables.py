"""The sheets with more than one number on a line: themes by months, and days. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from bot.account.disclosure.figures import NORM, Account, Days
from bot.account.disclosure.months import Cross
from bot.account.disclosure.themes import ThemeLine
from bot.account.workbook.breakdowns import bare, why_not_split
from bot.account.workbook.labels import Labels
from bot.account.workbook.layout import Chart, Column, Sheet, Value, in_words

NAME, MONTH, NUMBER = 36, 10, 18  # characters
STACKED = 7  # colours in one bar that can still be told apart


def cross(account: Account, labels: Labels) -> Sheet:
    """Themes by months; a hidden number is an x, and what is in no line of a column stands below it."""
    table, say = account.cross, labels.say
    if table is None:
        return bare(labels, "cross", _why_no_table(account, labels))
    rows = sorted(zip(table.themes, table.cells, strict=True), key=lambda row: _rank(row[0]))
    lines: list[tuple[Value, ...]] = []
    codes = ["+".join(line.themes) for line, _ in rows]
    for line, cells in rows:
        told = table.added_up or None not in cells
        lines.append(
            (labels.line(line), *_shown(cells, labels), line.number if told else say("workbook.hidden"))
        )
    rest = _hidden(table)
    if any(rest):
        # of half-years beside each other, only themes that one of them tells apart have a line
        of_all = "rest" if table.added_up else "others"
        lines.append((say(f"workbook.sheets.cross.{of_all}"), *rest, ""))
        codes.append("hidden")
    in_months = [(labels.short(months), months.number) for months in table.months]
    return replace(
        bare(
            labels,
            "cross",
            *filter(None, [say(f"workbook.coarser.m{table.size}")]),
            *([say("workbook.notes.marked")] if any(rest) else []),
            *(_consists(line, labels) for line, _ in rows if len(line.groups) > 1),
        ),
        columns=(
            Column(say("workbook.sheets.cross.name"), NAME),
            *(
                Column(label, MONTH, number=True, code=f"{block.first}/{block.last}")
                for (label, _), block in zip(in_months, table.months, strict=True)
            ),
            Column(say("workbook.total"), MONTH, number=True, code="number"),
        ),
        lines=tuple(lines),
        codes=tuple(codes),
        total=(say("workbook.total"), *(number for _, number in in_months), sum(n for _, n in in_months)),
        chart=Chart(
            "stacked",
            in_words(labels, say("workbook.sheets.cross.chart"), in_months),
            columns=tuple(range(1, len(in_months) + 1)),
            lines=len(lines),
        )
        if len(lines) <= STACKED
        else None,
    )


def days(
    account: Account, labels: Labels, halves: Sequence[tuple[str, Account]] = (), is_exact: bool = False
) -> Sheet:
    """How long reports waited for their first answer, for a decision and for being closed; of each of several
    half-years, and of their year where that is told. The exact account of one period says nothing of numbers
    that are too small."""
    say = labels.say
    told = [column for name, one in halves for column in _waited(name, one)]
    whole = _waited(f"{account.last:%Y}" if halves else "", account)
    if not halves or any(one.half is not None for _, _, one in whole):
        told = [*whole, *told]
    both = [one for *_, one in told]
    if all(one.reports is None for one in both):
        return bare(labels, "days", say("workbook.notes.by_half"))
    if not any(one.reports for one in both):
        return bare(labels, "days", say("workbook.notes.none"))
    if all(one.half is None and one.in_time is None for one in both):
        return bare(labels, "days", say("workbook.sheets.days.note"))
    lines: list[tuple[Value, ...]] = [
        (say("workbook.sheets.days.reports"), *(labels.figure(one.reports) for one in both)),
        (say("workbook.sheets.days.quarter"), *(_told(one.quarter, one, labels) for one in both)),
        (say("workbook.sheets.days.half"), *(_told(one.half, one, labels) for one in both)),
        (
            say("workbook.sheets.days.three_quarters"),
            *(_told(one.three_quarters, one, labels) for one in both),
        ),
    ]
    for name in ("in_time", "late"):
        label = say(f"workbook.sheets.days.{name}", days=NORM)
        cells = [
            _told(getattr(one, name), one, labels) if what == "answered" else say("workbook.nothing")
            for what, _, one in told
        ]
        lines.append((label, *cells))
    notes = [say("workbook.sheets.days.norm", days=NORM)]
    if not is_exact:
        notes.append(say("workbook.sheets.days.note"))
    if any(say("workbook.hidden") in line for line in lines):
        notes.append(say("workbook.notes.marked"))
    charted = tuple(column for column, one in enumerate(both, 1) if one.quarter is not None)
    headings = [
        Column(
            " ".join(filter(None, (say(f"workbook.sheets.days.{what}"), name))),
            NUMBER,
            number=True,
            code="/".join(filter(None, (what, name))),
        )
        for what, name, _ in told
    ]
    words = _waits(account, labels)
    return replace(
        bare(labels, "days", *notes),
        columns=(
            Column(say("workbook.sheets.days.name"), NAME),
            *headings,
        ),
        lines=tuple(lines),
        codes=("reports", "quarter", "half", "three_quarters", "in_time", "late"),
        chart=Chart("grouped", words, charted, lines=3, first=1) if charted else None,
    )


def _waited(name: str, account: Account) -> list[tuple[str, str, Days]]:
    """What was waited for, in which period, and how long, as far as it was counted in those days."""
    every = (("answered", account.answered), ("decided", account.decided), ("closed", account.closed))
    return [(what, name, days) for what, days in every if days is not None]


def _waits(account: Account, labels: Labels) -> str:
    """What the chart of days shows, in words."""
    words = [labels.say("workbook.sheets.days.chart")]
    if account.answered.quarter is not None:
        words.append(labels.say("workbook.sheets.days.answered_half", count=account.answered.half))
    if account.decided is not None and account.decided.quarter is not None:
        words.append(labels.say("workbook.sheets.days.decided_half", count=account.decided.half))
    if account.closed.quarter is not None:
        words.append(labels.say("workbook.sheets.days.closed_half", count=account.closed.half))
    return " ".join(words)


def _why_no_table(account: Account, labels: Labels) -> str:
    if not isinstance(account.received, int) or not account.received:
        return why_not_split(labels, account.received)
    one_month = account.size == len(account.months) == 1
    return labels.say("workbook.notes.one_month") if one_month else labels.say("workbook.notes.small_table")


def _rank(line: ThemeLine) -> tuple[bool, int]:
    return len(line.groups) > 1, -line.number


def _consists(line: ThemeLine, labels: Labels) -> str:
    names = "; ".join(labels.group(name) for name in line.groups)
    return labels.say("workbook.notes.consists", label=labels.line(line), names=names)


def _hidden(table: Cross) -> list[int]:
    """For each column, what is in none of its cells: all that is hidden, and themes without a line."""
    return [
        months.number - sum(number for number in column if number is not None)
        for months, column in zip(table.months, zip(*table.cells, strict=True), strict=True)
    ]


def _shown(row: tuple[int | None, ...], labels: Labels) -> list[Value]:
    return [labels.say("workbook.hidden") if number is None else number for number in row]


def _told(number: int | None, days: Days, labels: Labels) -> Value:
    if number is None:
        return labels.say("workbook.hidden" if days.reports else "workbook.nothing")
    return number
