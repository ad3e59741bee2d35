"""What was promised beside what was done. What Baken counts itself comes from the tables of the account, as
they are told there; the rest from what the coordinator noted.

It is judged on the last day of the period, or today when that is sooner: whether it is done, on course for
the end of its half-year or year, behind, or not done."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from sqlmodel import Session

from bot.account.assembly import AccountView
from bot.account.disclosure import rounds
from bot.account.disclosure.numbers import Figure, bounds
from bot.account.disclosure.tables import Table
from bot.account.periods import days_of, half_of, halves, period_before
from bot.foundation.sanitize import clean
from storage import commitments as kept
from storage import purpose_keys, sealing
from storage.commitments import CommitmentRow, NoteRow
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


class Period(NamedTuple):
    """Days, and the tables of what was done in them, by name; None of part of a half-year, of which nothing
    is told of people and meetings."""

    first: date
    last: date
    tables: Mapping[str, Table] | None


class Line(NamedTuple):
    """One promise in an account. `done` and `before` are nothing where that is not told."""

    promise: Promise
    done: Done | None
    state: State
    why: tuple[str, ...] = ()
    before: Done | None = None


def promises(session: Session, vault: Vault, organisation_id: int) -> list[Promise]:
    """Every promise with its words, also those that ended; without words where their key is destroyed."""
    rows = kept.every(session, organisation_id)
    noted = kept.notes(session, [row.id for row in rows]) if rows else []
    key = (
        _key(vault, organisation_id)
        if any([*(row.sealed for row in rows), *(note.sealed for note in noted)])
        else None
    )

    def opened(what: str, id: int, text: bytes) -> str:
        return str(sealing.unseal(key, text, what, organisation_id, id)) if key and text else ""

    notes: dict[int, list[tuple[NoteRow, str]]] = {}
    for note in noted:
        text = opened("commitment-note", note.id, note.sealed)
        notes.setdefault(note.commitment_id, []).append((note, text))
    return [
        Promise(row, opened("commitment", row.id, row.sealed), tuple(notes.get(row.id, ()))) for row in rows
    ]


def _key(vault: Vault, organisation_id: int) -> bytes | None:
    try:
        return purpose_keys.get(vault, organisation_id, purpose_keys.COMMITMENTS)
    except Destroyed:
        return None


def sealed(vault: Vault, organisation_id: int, what: str, id: int, text: str) -> bytes:
    """The title of a promise ("commitment") or the words of a note ("commitment-note"), sealed as its own."""
    key = purpose_keys.make(vault, organisation_id, purpose_keys.COMMITMENTS)
    return sealing.seal(key, text, what, organisation_id, id)


def of_account(
    session: Session, vault: Vault, organisation_id: int, shown: AccountView, today: date
) -> list[Line]:
    """What was promised in the period of an account, beside what was done in it and in the period before."""
    return beside(promises(session, vault, organisation_id), shown, today)


def beside(every: Sequence[Promise], shown: AccountView, today: date) -> list[Line]:
    """The promises beside what an account tells. What it keeps back is not nothing. Pure."""
    first, last = shown.account.first, shown.account.last
    is_whole = all(piece.whole for piece in shown.pieces)
    now = Period(first, last, _by_name((*shown.tables, *shown.untold), is_whole))
    days, before = period_before(first, last), shown.before
    tables_then = _by_name((*before.tables, *before.untold), before.whole) if before else {}
    then = Period(*days, tables_then) if days else None
    return lines(every, now, then, today)


def lines(every: Sequence[Promise], period: Period, before: Period | None, today: date) -> list[Line]:
    """The promises of a period, beside those of the one before. Pure."""
    found = []
    for one in every:
        if not _counts(one, period):
            continue
        start, end = window(one, period.first, period.last)
        done = _done(one, period)
        day = min(today, period.last)
        why = [clean(text) for note, text in one.notes if start <= note.on_day <= period.last and text]
        is_new = before is None or one.row.added_on > before.last or one.row.per == "once"
        then = None if before is None or is_new else _done(one, before)
        found.append(Line(one, done, state(one, done, start, end, day), tuple(why[:MOST]), then))
    return found


def window(one: Promise, first: date, last: date) -> tuple[date, date]:
    """The days in which it is to be done, as far as a period of these days is concerned."""
    if one.row.per == "once":
        return one.row.added_on, one.row.due_on or date.max
    if one.row.per == "year":
        return date(last.year, 1, 1), date(last.year, 12, 31)
    return days_of(half_of(first))[0], days_of(half_of(last))[1]


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


def _counts(one: Promise, period: Period) -> bool:
    """Whether it was a promise in these days; what is done once, is one until it is done."""
    if one.row.added_on > period.last or (one.row.ended_on and one.row.ended_on <= period.first):
        return False
    done = [note.on_day for note, _ in one.notes if note.done]
    return one.row.per != "once" or not done or min(done) >= period.first


def _done(one: Promise, period: Period) -> Done | None:
    if one.row.kind in COUNTED:
        return _counted(one, period) if period.tables is not None else None
    start, _ = window(one, period.first, period.last)
    noted = sum(note.done for note, _ in one.notes if start <= note.on_day <= period.last)
    return Done(noted, _needed(one, period))


def _counted(one: Promise, period: Period) -> Done | None:
    tables = period.tables or {}
    match one.row.kind:
        case "teams":
            told = tables.get("meetings_reached")
            rows = rounds.by_round(told, period.last.year) if told else {}
            reached, teams = rows.get(str(period.last.year)) or next(iter([*rows.values()][-1:]), (0, 1))
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
            return Done(sent, _needed(one, period))


def _total(table: Table | None, *measures: str) -> tuple[Figure, ...]:
    if table is None:
        return (0,) * len(measures)
    total = table.total or (table.rows[0].numbers if len(table.rows) == 1 else (None,) * len(table.measures))
    return tuple(total[table.measures.index(name)] for name in measures)


def _needed(one: Promise, period: Period) -> int:
    """How many times it is to be done: in a year or once as promised, else in each half-year."""
    if one.row.per != "half":
        return one.row.norm
    return one.row.norm * len(list(halves(period.first, period.last)))


def _by_name(tables: Iterable[Table], whole: bool) -> Mapping[str, Table] | None:
    return {table.name: table for table in tables} if whole else None
