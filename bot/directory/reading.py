"""Reads a file of staff: what each row says of a person, or why it says nothing that can be used."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

from bot.directory import columns, sheets, values
from bot.directory.columns import Columns
from bot.directory.values import Unclear

AHEAD = timedelta(days=2 * 365)  # how far a first day may lie in the future
FAR_AHEAD = timedelta(days=50 * 365)  # and a last day
FLAGS = ("vulnerable_position", "eyes_and_ears")  # target groups that may have a column of their own


class Entry(NamedTuple):
    """What a row says. What the file has no column for is empty, and is not in `Reading.fields`."""

    row: int
    email: str
    name: str
    department: str = ""
    team: str = ""
    lead: str = ""  # as it is written; in `Staff` an e-mail address
    started_on: date | None = None
    left_on: date | None = None
    groups: tuple[str, ...] = ()
    directory_id: str = ""
    personnel_number: str = ""
    locale: str = "nl"


class Problem(NamedTuple):
    """Why a row was not taken, or not wholly: the row, a key under people.refused, and what fills it in.

    Never holds what stands in the row, so that it may be shown and logged."""

    row: int
    why: str
    params: Mapping[str, Any] = {}


class Reading(NamedTuple):
    """A whole file. `present` are all e-mail addresses and ids that could be read, also of refused rows.

    `whole` says whether every row at least told whom it is about."""

    fields: frozenset[str]
    entries: list[Entry]
    refused: list[Problem]
    present: frozenset[str]
    whole: bool


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
    by_email: dict[str, int] = {}
    by_id: dict[str, int] = {}
    by_number: dict[str, int] = {}
    whole = True
    for row in sheets.rows(table, found.separator, longest):
        if row.number <= found.header:
            continue
        progress(1)
        email = ""
        try:
            email = _ask(row, found, "email", values.email)
            entry = _entry(row, found, email, today)
        except Unclear as unclear:
            whole = whole and bool(email)
            refused.append(
                Problem(row.number, unclear.why, {"field": unclear.field} if unclear.field else {})
            )
            if email:
                by_email.setdefault(email, row.number)
            continue
        twice = (
            ("email_twice", by_email, email),
            ("id_twice", by_id, entry.directory_id),
            ("number_twice", by_number, entry.personnel_number),
        )
        why, first = next(((why, seen[one]) for why, seen, one in twice if one in seen), ("", 0))
        if first:
            refused.append(Problem(row.number, why, {"first": first}))
            by_email.setdefault(email, row.number)
            continue
        for _, seen, one in twice:
            if one:
                seen[one] = row.number
        entries.append(entry)
    return Reading(_given(found), entries, refused, frozenset({*by_email, *by_id, *by_number}), whole)


def _given(found: Columns) -> frozenset[str]:
    fields = {"name" if field in columns.NAMED | {"infix"} else field for field in found.at}
    return frozenset(fields - set(FLAGS) | ({"groups"} if fields & {"groups", *FLAGS} else set()))


def _ask(row: sheets.Row, found: Columns, field: str, how: Callable[..., Any], *more: Any) -> Any:
    """What stands in the cell of a field. Raises Unclear, with the field."""
    try:
        return how(_cell(row, found, field), *more)
    except Unclear as unclear:
        raise Unclear(unclear.why, field) from None


def _cell(row: sheets.Row, found: Columns, field: str) -> sheets.Cell:
    position = found.at.get(field, -1)
    return row.cells[position] if 0 <= position < len(row.cells) else None


def _entry(row: sheets.Row, found: Columns, email: str, today: date) -> Entry:
    """What a row says. Raises Unclear."""
    ask = partial(_ask, row, found)
    if any(cell not in (None, "") for cell in row.cells[found.width :]):
        raise Unclear("too_many_cells")
    if not email:
        raise Unclear("email_missing")
    name = " ".join(
        filter(None, (ask(part, values.text) for part in ("name", "first_name", "infix", "last_name")))
    )
    if not name:
        raise Unclear("name_missing")
    groups = [
        *ask("groups", values.several),
        *(flag for flag in FLAGS if flag in found.at and ask(flag, values.yes)),
    ]
    entry = Entry(
        row.number,
        email,
        name,
        ask("department", values.text),
        ask("team", values.text),
        ask("lead", values.text),
        ask("started_on", values.day, today + AHEAD),
        ask("left_on", values.day, today + FAR_AHEAD, True),
        tuple(dict.fromkeys(groups)),
        ask("directory_id", values.text),
        ask("personnel_number", values.text),
        ask("locale", values.language),
    )
    if entry.started_on and entry.left_on and entry.left_on < entry.started_on:
        raise Unclear("left_before_start")
    return entry
