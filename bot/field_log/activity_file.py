"""Reads a file of activities: what each row says, or why it says nothing that can be used."""

from collections.abc import Mapping
from datetime import date
from itertools import islice
from typing import NamedTuple

from bot.field_log import rules
from bot.field_log.coordinator_screens import NOTE
from bot.foundation.mistakes import Mistake
from bot.foundation.sanitize import clean
from bot.tabular import cells, reader
from bot.tabular.cells import Unclear
from bot.tabular.headers import HEADER_WITHIN, plain

LONGEST = 2_000  # rows
COLUMNS = {
    "kind": "soort, soort activiteit, activiteit, type, categorie, kind, activity, category",
    "day": "datum, dag, wanneer, date, day, when",
    "number": "aantal, hoeveel, number, count, how many",
    "note": "notitie, toelichting, opmerking, opmerkingen, omschrijving, note, notes, remark, description",
}
KNOWN = {plain(name): field for field, names in COLUMNS.items() for name in names.split(",")}


class Line(NamedTuple):
    """What a row says. `kind` is a code, or the name of an own kind that is new."""

    row: int
    kind: str
    day: date
    number: int
    note: str


class Refused(NamedTuple):
    """Why a row is not taken, as a key under activities.errors. Never holds what stands in the row."""

    row: int
    why: str


class Read(NamedTuple):
    lines: tuple[Line, ...]
    refused: tuple[Refused, ...]


def read(table: reader.Table, kinds: Mapping[str, str], first: date, today: date) -> Read:
    """Reads a file; `kinds` are codes by name, as `plain` makes it; days lie between the first and today.

    Raises Mistake when the file as a whole cannot be used."""
    separator = max(table.separators, key=lambda one: len(_header(table, one)[1]))
    header, at = _header(table, separator)
    if not {"kind", "day"} <= at.keys():
        raise Mistake("activities_no_header")
    lines: list[Line] = []
    refused: list[Refused] = []
    try:
        for row in reader.rows(table, separator, LONGEST):
            if row.number <= header:
                continue
            try:
                lines.append(_line(row, at, kinds, first, today))
            except Unclear as unclear:
                refused.append(Refused(row.number, unclear.why))
    except Mistake as mistake:
        raise in_own_words(mistake) from None
    return Read(tuple(lines), tuple(refused))


def in_own_words(mistake: Mistake) -> Mistake:
    """The mistake, but that no administrator can read more of these rows at once."""
    if mistake.key == "mistakes.people_too_many_rows":
        return Mistake("activities_too_many_rows", limit=LONGEST)
    return mistake


def _line(row: reader.Row, at: Mapping[str, int], kinds: Mapping[str, str], first: date, today: date) -> Line:
    """What a row says. Raises Unclear."""

    def cell(field: str) -> reader.Cell:
        place = at.get(field, -1)
        return row.cells[place] if 0 <= place < len(row.cells) else None

    name = rules.name(cell("kind"), cells.LONGEST)
    code = kinds.get(plain(name))
    if code is None:
        rules.name(name)
    note = clean(str(cell("note") or ""))
    if len(note) > NOTE:
        raise Unclear("note_long")
    number = cell("number") if "number" in at else 1
    return Line(row.number, code or name, rules.day(cell("day"), first, today), rules.number(number), note)


def _header(table: reader.Table, separator: str) -> tuple[int, dict[str, int]]:
    """The row with the names of columns, and where each field stands."""
    best: tuple[int, dict[str, int]] = (0, {})
    for row in islice(reader.rows(table, separator, LONGEST), HEADER_WITHIN):
        at: dict[str, int] = {}
        for place, cell in enumerate(row.cells):
            field = KNOWN.get(plain(cell), "") if isinstance(cell, str) else ""
            if field:
                at.setdefault(field, place)
        if len(at) > len(best[1]):
            best = (row.number, at)
    return best
