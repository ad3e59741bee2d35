"""The sheets of onboarding, team meetings, integrity week, campaigns and activities. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.account.disclosure import rounds
from bot.account.disclosure.acts import of_units
from bot.account.disclosure.kinds import KINDS
from bot.account.disclosure.numbers import AtLeast, Below, Between, Figure
from bot.account.disclosure.tables import Row, Table, within_of
from bot.account.workbook.breakdowns import bare
from bot.account.workbook.labels import Labels
from bot.account.workbook.layout import Chart, Column, Sheet, Value, in_words

NAME, NUMBER, ROOM, TOGETHER = 40, 16, 8, 40  # characters; room is for the filter's button
MOST_BARS = 30
ORDER = tuple(KINDS)


def sheets(tables: tuple[Table, ...], names: Mapping[str, str], labels: Labels) -> tuple[Sheet, ...]:
    """A sheet for each table that tells something."""
    ranked = sorted(tables, key=lambda table: ORDER.index(table.name))
    return tuple(_sheet(table, names, labels) for table in ranked)


def _sheet(table: Table, names: Mapping[str, str], labels: Labels) -> Sheet:
    say = labels.say
    rows = table.rows or ((Row(("all",), table.total),) if table.total else ())
    merged = any(len(row.keys) > 1 for row in rows)
    several = len({rounds.split(key)[0] for row in rows for key in row.keys}) > 1
    lines = tuple(_line(row, merged, several, names, labels, table) for row in rows)
    measures = tuple(say(f"workbook.measures.{name}") for name in table.measures)
    figures = [figure for row in (*rows, Row((), table.total)) for figure in row.numbers]
    why = {"at_least": AtLeast, "between": Between, "small": Below | None}
    notes = [
        *([say(f"workbook.notes.{_why(table)}")] if merged else []),
        *(
            say(f"workbook.notes.{name}")
            for name, of in why.items()
            if any(isinstance(n, of) for n in figures)
        ),
    ]
    together = (Column(say("workbook.together"), TOGETHER),) if merged else ()
    return replace(
        bare(labels, table.name, *notes),
        columns=(
            Column(say(f"workbook.sheets.{table.name}.name"), NAME),
            *(
                Column(said, max(NUMBER, len(said) + ROOM), number=True, code=name)
                for said, name in zip(measures, table.measures, strict=True)
            ),
            *together,
        ),
        lines=lines,
        total=(say("workbook.total"), *map(labels.figure, table.total), *([""] if merged else []))
        if table.total and len(table.rows) > 1
        else (),
        filtered=len(lines) > 1,
        codes=tuple("+".join(row.keys) for row in rows),
        chart=_chart(table, rows, lines, labels),
    )


def _why(table: Table) -> str:
    """Why lines are put together: the number is small, or there are few people in the unit."""
    return "units" if KINDS[table.name].rule is of_units else "merged"


def _line(
    row: Row, merged: bool, several: bool, names: Mapping[str, str], labels: Labels, table: Table
) -> tuple[Value, ...]:
    of = within_of(row.keys[0])[0] if row.keys else ""
    members = [_named(within_of(key)[1] if of else key, several, names, labels) for key in row.keys]
    label = labels.joined(members, labels.say("workbook.other")) if members else ""
    if of:
        label = labels.say("workbook.within", what=labels.coded(of, names), place=label)
    together = (labels.all_of(members) if len(members) > 1 else "",) if merged else ()
    numbers = zip(table.measures, row.numbers, strict=True)
    return (label, *(_shown(name, number, labels) for name, number in numbers), *together)


def _named(code: str, several: bool, names: Mapping[str, str], labels: Labels) -> str:
    """What a line stands for; with its round where there are several."""
    of, what = rounds.split(code)
    named = labels.coded(what, names)
    return labels.say("workbook.in_round", what=named, round=of) if several and of else named


def _shown(measure: str, figure: Figure, labels: Labels) -> Value:
    """A number; but a year is a name, and has no thousands."""
    return str(figure) if measure == "year" else labels.figure(figure)


def _chart(
    table: Table, rows: Sequence[Row], lines: tuple[tuple[Value, ...], ...], labels: Labels
) -> Chart | None:
    """Bars of the first number, where every line has one and there is something to see."""
    bars = [(str(line[0]), line[1]) for line in lines]
    if not 1 < len(bars) <= MOST_BARS or not all(isinstance(number, int) for _, number in bars):
        return None
    if table.name == "meetings_not_reached" or not any(number for _, number in bars):
        return None
    words = labels.say(f"workbook.sheets.{table.name}.chart")
    most = max(int(number or 0) for _, number in bars)
    is_one = all(len(row.keys) == 1 for row in rows if row.numbers[0] == most)
    said = in_words(labels, words, [(label, int(number or 0)) for label, number in bars]) if is_one else words
    return Chart("bars", said, (1,), lines=len(bars))
