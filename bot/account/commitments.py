"""What was promised beside what was done. What Baken counts itself comes from the tables of the account, as
they are told there; the rest from what the coordinator noted.

It is judged on the last day of the period, or today when that is sooner: whether it is done, on course for
the end of its half-year or year, behind, or not done."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from sqlmodel import Session

from bot.account.assembly import AccountView, assemble
from bot.account.disclosure import rounds
from bot.account.disclosure.numbers import Figure, bounds
from bot.account.disclosure.tables import Table
from bot.account.periods import period_before
from bot.foundation.mistakes import Mistake
from bot.foundation.sanitize import clean
from storage import commitments as kept
from storage import purpose_keys, sealing
from storage.commitments import CommitmentRow, NoteRow
from storage.reports import Viewer
from storage.vault import Destroyed, Vault

Per = Literal["half", "year", "once"]
State = Literal["done", "on_course", "behind", "not_done", "untold"]
OWN = "own"
READY: Mapping[str, tuple[int, Per]] = {  # what municipal plans promise most, with the usual norm
    "teams": (1, "year"),
    "newcomers": (1, "half"),
    "week": (1, "year"),
    "campaigns": (2, "half"),
    "review_meeting": (4, "half"),  # every six weeks
    "vulnerable_positions": (1, "year"),
}
COUNTED = ("teams", "newcomers", "week", "campaigns")  # by Baken; the coordinator notes the others
NO_NORM = ("teams", "newcomers", "week")  # theirs is in their name
MOST = 3  # notes that an account tells of one promise


class Promise(NamedTuple):
    """A promise with its words, and its notes, the last day first."""

    row: CommitmentRow
    title: str
    notes: tuple[tuple[NoteRow, str], ...] = ()


class Done(NamedTuple):
    """How much was done of it: a number `of` so many, or of people so many beside those who are `late`."""

    number: Figure
    of: Figure = None
    late: Figure = None


class Line(NamedTuple):
    """One promise in an account. `done` and `before` are nothing where that is not told."""

    promise: Promise
    done: Done | None
    state: State
    why: tuple[str, ...] = ()
    before: Done | None = None


def promises(session: Session, vault: Vault, organisation_id: int) -> list[Promise]:
    """Every promise with its words, also those that ended."""
    rows = kept.every(session, organisation_id)
    if not rows:
        return []
    notes: dict[int, list[tuple[NoteRow, str]]] = {}
    for note in kept.notes(session, [row.id for row in rows]):
        text = _opened(vault, organisation_id, note.sealed, "commitment-note", note.id)
        notes.setdefault(note.commitment_id, []).append((note, text))
    return [
        Promise(row, _opened(vault, organisation_id, row.sealed, "commitment", row.id), tuple(found))
        for row in rows
        for found in [notes.get(row.id, ())]
    ]


def sealed(vault: Vault, organisation_id: int, what: str, id: int, text: str) -> bytes:
    """The title of a promise ("commitment") or the words of a note ("commitment-note"), sealed as its own."""
    key = purpose_keys.make(vault, organisation_id, purpose_keys.COMMITMENTS)
    return sealing.seal(key, text, what, organisation_id, id)


def of_account(
    session: Session,
    vault: Vault,
    organisation_id: int,
    shown: AccountView,
    today: date,
    edition: str,
    viewer: Viewer | None = None,
) -> list[Line]:
    """What was promised in the period of an account, beside what was done in it and in the period before."""
    every = promises(session, vault, organisation_id)
    first, last = shown.account.first, shown.account.last
    if not any(_counts(one, first, last) for one in every):
        return []
    before, period = None, period_before(first, last)
    try:
        if period:
            before = assemble(session, organisation_id, *period, today, edition, viewer)
    except Mistake:  # the council gets nothing of a half-year that is not final
        before = None
    return lines(every, shown, before, today)


def lines(
    every: Sequence[Promise], shown: AccountView, before: AccountView | None, today: date
) -> list[Line]:
    """The promises of a period. Pure."""
    first, last = shown.account.first, shown.account.last
    found = []
    for one in every:
        if not _counts(one, first, last):
            continue
        start, end = window(one, first, last)
        done = _done(one, shown, start, last)
        day = min(today, last)
        why = [clean(text) for note, text in one.notes if start <= note.on_day <= last and text]
        then = None
        if before and one.row.added_on <= before.account.last and one.row.per != "once":
            began = window(one, before.account.first, before.account.last)[0]
            then = _done(one, before, began, before.account.last)
        found.append(Line(one, done, state(one, done, start, end, day), tuple(why[:MOST]), then))
    return found


def window(one: Promise, first: date, last: date) -> tuple[date, date]:
    """The days in which it is to be done, as far as a period of these days is concerned."""
    if one.row.per == "once":
        return one.row.added_on, one.row.due_on or date.max
    if one.row.per == "year":
        return date(last.year, 1, 1), date(last.year, 12, 31)
    return _half(first)[0], _half(last)[1]


def state(one: Promise, done: Done | None, start: date, end: date, day: date) -> State:
    """How it stands on a day, with what is to be done from `start` to `end`."""
    if done is None:
        return "untold"
    is_over = day >= end
    if one.row.kind == "newcomers":
        least, most = bounds(done.late)
        if least:
            return "not_done" if is_over else "behind"
        return "untold" if most != 0 else "done" if is_over else "on_course"
    number, needed = bounds(done.number)[0], bounds(done.of)[0]
    if number >= needed > 0:
        return "done"
    if is_over:
        return "not_done"
    if one.row.per == "once":
        return "on_course"
    so_far = ((day - start).days + 1) / ((end - start).days + 1)
    return "on_course" if number >= int(needed * so_far) else "behind"


def _counts(one: Promise, first: date, last: date) -> bool:
    """Whether it was a promise in these days; what is done once, is one until it is done."""
    if one.row.added_on > last or (one.row.ended_on and one.row.ended_on <= first):
        return False
    done = [note.on_day for note, _ in one.notes if note.done]
    return one.row.per != "once" or not done or min(done) >= first


def _done(one: Promise, shown: AccountView, start: date, last: date) -> Done | None:
    if one.row.kind in COUNTED:
        if not all(piece.whole for piece in shown.pieces):
            return None  # of part of a half-year nothing is told of people and meetings
        return _counted(one, {table.name: table for table in shown.tables}, shown.account.first, last)
    noted = sum(note.done for note, _ in one.notes if start <= note.on_day <= last)
    return Done(noted, _needed(one, shown.account.first, last))


def _counted(one: Promise, tables: Mapping[str, Table], first: date, last: date) -> Done | None:
    match one.row.kind:
        case "teams":
            told = tables.get("meetings_reached")
            rows = rounds.by_round(told, last.year) if told else {}
            reached, teams = rows.get(str(last.year)) or next(iter([*rows.values()][-1:]), (0, 1))
            return Done(reached, teams)
        case "newcomers":
            completed, late = _total(tables.get("onboarding_departments"), "completed", "late")
            return Done(completed, late=late)
        case "week":
            (activities,) = _total(tables.get("week_activities"), "number")
            return Done(1 if bounds(activities)[0] else 0, 1)
        case _:
            if "campaigns_sent" not in tables and "campaigns" in tables:
                return None  # an older version closed this half-year, and did not count them
            (sent,) = _total(tables.get("campaigns_sent"), "number")
            return Done(sent, _needed(one, first, last))


def _total(table: Table | None, *measures: str) -> tuple[Figure, ...]:
    if table is None:
        return (0,) * len(measures)
    total = table.total or (table.rows[0].numbers if len(table.rows) == 1 else (None,) * len(table.measures))
    return tuple(total[table.measures.index(name)] for name in measures)


def _needed(one: Promise, first: date, last: date) -> int:
    """How many times it is to be done: in a year or once as promised, else in each half-year."""
    if one.row.per != "half":
        return one.row.norm
    begin, end = _half(first)[0], _half(last)[1]
    return one.row.norm * (((end.year - begin.year) * 12 + end.month - begin.month + 1) // 6)


def _half(day: date) -> tuple[date, date]:
    begin = date(day.year, 1 if day.month <= 6 else 7, 1)
    return begin, date(day.year, 6, 30) if day.month <= 6 else date(day.year, 12, 31)


def _opened(vault: Vault, organisation_id: int, text: bytes, what: str, id: int) -> str:
    """The words that were sealed; nothing where there are none, or their key is destroyed."""
    if not text:
        return ""
    try:
        key = purpose_keys.get(vault, organisation_id, purpose_keys.COMMITMENTS)
    except Destroyed:
        return ""
    return str(sealing.unseal(key, text, what, organisation_id, id))
