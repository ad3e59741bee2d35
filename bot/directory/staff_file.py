"""Reads a file of staff: what each row says of a person, or why it says nothing that can be used."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

from bot.directory import contracts
from bot.directory.entries import Entry, Problem
from bot.tabular import cells, dates, headers, reader
from bot.tabular.cells import Unclear
from bot.tabular.headers import Columns

AHEAD = timedelta(days=2 * 365)  # how far a first day may lie in the future
FAR_AHEAD = timedelta(days=50 * 365)  # and a last day
NAMED = 12  # columns that are left alone, by name
DAYS = dates.FIELDS
FLAGS = ("vulnerable_position", "eyes_and_ears")  # target groups that may have a column of their own


class Reading(NamedTuple):
    """A whole file. `present` are all e-mail addresses and ids that could be read, also of refused rows.

    `whole` says whether every row at least told whom it is about."""

    fields: frozenset[str]
    entries: list[Entry]
    refused: list[Problem]
    present: frozenset[str]
    whole: bool
    remarks: Sequence[Problem] = ()


def read(
    table: reader.Table,
    today: date,
    given: Mapping[str, str] | None = None,
    longest: int = reader.LONGEST,
    progress: Callable[[int], None] = lambda rows: None,
) -> Reading:
    """Reads a file of at most `longest` rows. `given` says which header holds which field; `progress` hears
    how many rows are read.

    Raises Mistake when the file as a whole cannot be used."""
    found = headers.find(table, given or {}, longest)
    entries: list[Entry] = []
    refused: list[Problem] = []
    found = found._replace(month_first=dates.month_first(table, found, longest))
    remarks = [Problem(found.header, "column_chosen", dict(one._asdict())) for one in found.chosen]
    if found.unread:
        remarks.append(Problem(found.header, "columns_unread", {"columns": ", ".join(found.unread[:NAMED])}))
    present: set[str] = set()
    whole = True
    for row in reader.rows(table, found.separator, longest):
        if row.number <= found.header or _is_header(row, found):
            continue
        progress(1)
        email = ""
        try:
            email = _ask(row, found, "email", cells.email)
            present.add(email)
            entry = _entry(row, found, email, today)
        except Unclear as unclear:
            whole = whole and bool(email)
            named = {"field": unclear.field, "character": unclear.character}
            refused.append(Problem(row.number, unclear.why, {k: v for k, v in named.items() if v}))
            continue
        present |= {entry.directory_id, entry.personnel_number}
        remarks += _remarks(row, found, entry, today)
        if entry.gone and (entry.left_on is None or entry.left_on >= today):
            entry = entry._replace(left_on=today - timedelta(days=1))
        elif entry.started_on and entry.left_on and entry.left_on < entry.started_on:
            entry = entry._replace(left_on=None)
        entries.append(entry)
    settled = contracts.settle(entries, today)
    refused, remarks = refused + settled.refused, remarks + settled.remarks
    return Reading(_given(found), settled.entries, refused, frozenset(present - {""}), whole, remarks)


def _remarks(row: reader.Row, found: Columns, entry: Entry, today: date) -> Iterator[Problem]:
    """How a row was understood that may be meant otherwise."""
    for field, day in (("started_on", entry.started_on), ("left_on", entry.left_on)):
        if day and day > today and cells.short_year(_cell(row, found, field)):
            yield Problem(row.number, "year_guessed", {"field": field, "year": day.year})
    if entry.started_on and entry.left_on and entry.left_on < entry.started_on:
        yield Problem(row.number, "left_before_start")
    if entry.gone and (entry.left_on is None or entry.left_on >= today):
        yield Problem(row.number, "status_gone")


def _is_header(row: reader.Row, found: Columns) -> bool:
    """Whether a row below the header is the top of a next page, or a second header."""
    if found.separator == "|" and len(row.cells) == 1:
        return True
    cell = _cell(row, found, "email")
    return isinstance(cell, str) and bool(cell.strip()) and "@" not in cell and found.again(row)


def _given(found: Columns) -> frozenset[str]:
    same = dict.fromkeys(headers.NAMED | {"infix"}, "name") | {"lead_email": "lead"}
    fields = {same.get(field, field) for field in found.at} - {"key", "status", "name_or_number"}
    return frozenset(fields - set(FLAGS) | ({"groups"} if fields & {"groups", *FLAGS} else set()))


def _ask(row: reader.Row, found: Columns, field: str, how: Callable[..., Any], *more: Any) -> Any:
    """What stands in the cell of a field. Raises Unclear, with the field."""
    try:
        return how(_cell(row, found, field), *more)
    except Unclear as unclear:
        raise Unclear(unclear.why, field, unclear.character) from None


def _cell(row: reader.Row, found: Columns, field: str) -> reader.Cell:
    position = found.at.get(field, -1)
    cell = row.cells[position] if 0 <= position < len(row.cells) else None
    return cells.turned(cell) if found.month_first and field in DAYS else cell


def _entry(row: reader.Row, found: Columns, email: str, today: date) -> Entry:
    """What a row says. Raises Unclear."""
    ask = partial(_ask, row, found)
    if any(cell not in (None, "") for cell in row.cells[found.width :]):
        raise Unclear("too_many_cells")
    if not email:
        raise Unclear("email_missing")
    name = _name(ask)
    groups = [
        *ask("groups", cells.several),
        *(flag for flag in FLAGS if flag in found.at and ask(flag, cells.yes)),
    ]
    return Entry(
        row.number,
        email,
        name,
        ask("department", cells.text),
        ask("team", cells.text),
        ask("lead_email", cells.text) or ask("lead", cells.lead),
        ask("started_on", cells.day, today + AHEAD),
        ask("left_on", cells.day, today + FAR_AHEAD, True),
        tuple(dict.fromkeys(groups)),
        ask("directory_id", cells.text),
        ask("personnel_number", cells.text) or ask("name_or_number", cells.number),
        ask("locale", cells.language),
        ask("status", cells.gone),
        ask("key", cells.text),
    )


def _name(ask: Callable[..., Any]) -> str:
    """The name in its parts, or else as a whole. Raises Unclear for what is a number and no name."""
    parts = [ask(part, cells.text) for part in ("first_name", "infix", "last_name")]
    whole = " ".join(filter(None, parts)) if parts[2] else ask("name", cells.text) or parts[0]
    if not whole:
        raise Unclear("name_missing")
    if not any(letter.isalpha() for letter in whole):
        raise Unclear("name_number")
    return str(whole)
