"""Reads a file of staff: what each row says of a person, or why it says nothing that can be used."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

from bot.directory import columns, contracts, dates, sheets, values
from bot.directory.columns import Columns
from bot.directory.entries import Entry, Problem
from bot.directory.values import Unclear

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
    table: sheets.Table,
    today: date,
    given: Mapping[str, str] | None = None,
    longest: int = sheets.LONGEST,
    progress: Callable[[int], None] = lambda rows: None,
) -> Reading:
    """Reads a file of at most `longest` rows. `given` says which header holds which field; `progress` hears
    how many rows are read.

    Raises Mistake when the file as a whole cannot be used."""
    found = columns.find(table, given or {}, longest)
    entries: list[Entry] = []
    refused: list[Problem] = []
    found = found._replace(month_first=dates.month_first(table, found, longest))
    remarks = [Problem(found.header, "column_chosen", dict(one._asdict())) for one in found.chosen]
    if found.unread:
        remarks.append(Problem(found.header, "columns_unread", {"columns": ", ".join(found.unread[:NAMED])}))
    present: set[str] = set()
    whole = True
    for row in sheets.rows(table, found.separator, longest):
        if row.number <= found.header or _is_header(row, found):
            continue
        progress(1)
        email = ""
        try:
            email = _ask(row, found, "email", values.email)
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


def _remarks(row: sheets.Row, found: Columns, entry: Entry, today: date) -> Iterator[Problem]:
    """How a row was understood that may be meant otherwise."""
    for field, day in (("started_on", entry.started_on), ("left_on", entry.left_on)):
        if day and day > today and values.short_year(_cell(row, found, field)):
            yield Problem(row.number, "year_guessed", {"field": field, "year": day.year})
    if entry.started_on and entry.left_on and entry.left_on < entry.started_on:
        yield Problem(row.number, "left_before_start")
    if entry.gone and (entry.left_on is None or entry.left_on >= today):
        yield Problem(row.number, "status_gone")


def _is_header(row: sheets.Row, found: Columns) -> bool:
    """Whether a row below the header is the top of a next page, or a second header."""
    if found.separator == "|" and len(row.cells) == 1:
        return True
    cell = _cell(row, found, "email")
    return isinstance(cell, str) and bool(cell.strip()) and "@" not in cell and found.again(row)


def _given(found: Columns) -> frozenset[str]:
    same = dict.fromkeys(columns.NAMED | {"infix"}, "name") | {"lead_email": "lead"}
    fields = {same.get(field, field) for field in found.at} - {"key", "status", "name_or_number"}
    return frozenset(fields - set(FLAGS) | ({"groups"} if fields & {"groups", *FLAGS} else set()))


def _ask(row: sheets.Row, found: Columns, field: str, how: Callable[..., Any], *more: Any) -> Any:
    """What stands in the cell of a field. Raises Unclear, with the field."""
    try:
        return how(_cell(row, found, field), *more)
    except Unclear as unclear:
        raise Unclear(unclear.why, field, unclear.character) from None


def _cell(row: sheets.Row, found: Columns, field: str) -> sheets.Cell:
    position = found.at.get(field, -1)
    cell = row.cells[position] if 0 <= position < len(row.cells) else None
    return values.turned(cell) if found.month_first and field in DAYS else cell


def _entry(row: sheets.Row, found: Columns, email: str, today: date) -> Entry:
    """What a row says. Raises Unclear."""
    ask = partial(_ask, row, found)
    if any(cell not in (None, "") for cell in row.cells[found.width :]):
        raise Unclear("too_many_cells")
    if not email:
        raise Unclear("email_missing")
    name = _name(ask)
    groups = [
        *ask("groups", values.several),
        *(flag for flag in FLAGS if flag in found.at and ask(flag, values.yes)),
    ]
    return Entry(
        row.number,
        email,
        name,
        ask("department", values.text),
        ask("team", values.text),
        ask("lead_email", values.text) or ask("lead", values.lead),
        ask("started_on", values.day, today + AHEAD),
        ask("left_on", values.day, today + FAR_AHEAD, True),
        tuple(dict.fromkeys(groups)),
        ask("directory_id", values.text),
        ask("personnel_number", values.text) or ask("name_or_number", values.number),
        ask("locale", values.language),
        ask("status", values.gone),
        ask("key", values.text),
    )


def _name(ask: Callable[..., Any]) -> str:
    """The name in its parts, or else as a whole. Raises Unclear for what is a number and no name."""
    parts = [ask(part, values.text) for part in ("first_name", "infix", "last_name")]
    whole = " ".join(filter(None, parts)) if parts[2] else ask("name", values.text) or parts[0]
    if not whole:
        raise Unclear("name_missing")
    if not any(letter.isalpha() for letter in whole):
        raise Unclear("name_number")
    return str(whole)
