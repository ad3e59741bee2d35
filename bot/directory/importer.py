"""Takes a file of staff over into the directory. Doing so twice changes nothing the second time.

People who left become inactive; nobody is deleted, and no role or chat address is touched.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date

from sqlmodel import Session

from bot.directory import leads, newcomers
from bot.directory.entries import Entry
from bot.directory.staff_file import Reading
from bot.directory.transfer import Outcome, Taker
from bot.foundation.mistakes import Mistake
from storage import directory, starting
from storage.db import one_at_a_time
from storage.directory import Known
from storage.locks import Lock

AT_ONCE = 1_000  # rows in one unit of work, so that nobody who reports waits for long
MANY = 10  # more leavers than this, and more than half of everybody, is hardly meant

Unit = Callable[[], AbstractContextManager[Session]]


def take_over(
    unit: Unit,
    organisation_id: int,
    reading: Reading,
    today: date,
    *,
    dry: bool = False,
    leavers: bool = False,
    many: bool = False,
    guarded: bool = False,
    progress: Callable[[int], None] = lambda rows: None,
) -> Outcome:
    """Takes over what was read, some rows to a unit of work.

    `guarded` keeps who people with a role are, for whoever is one of them. `dry` only counts.
    `leavers` makes whoever is not in the file inactive; `many` even when that is more than
    half of all people. `progress` hears how many rows are done. Raises Mistake before anything changes."""
    with unit() as session:
        known = directory.everybody(session, organisation_id)
        protected = directory.named_in_settings(session, organisation_id)
        with_role = directory.with_a_role(session, organisation_id) if guarded else frozenset()
    protected |= with_role
    entries, remarks = leads.settle(reading, known)
    outcome = Outcome(refused=list(reading.refused), remarks=[*reading.remarks, *remarks])
    missing = _missing(reading, known, many) if leavers else []
    taker = Taker(organisation_id, reading.fields, today, dry, outcome, with_role)

    @contextmanager
    def write() -> Iterator[Session]:
        with unit() as session:
            if not dry:  # one after the other with whoever else changes the directory
                one_at_a_time(session.connection(), Lock.DIRECTORY)
            yield session

    for some in _parts(entries):
        with write() as session:
            taker.take(session, some)
        progress(len(some))
    outcome.kept = sum(one.id in protected for one in missing)
    outcome.missing = len(missing) - outcome.kept
    if not dry:
        for some in _parts(entries) if "lead" in reading.fields else ():
            with write() as session:
                taker.lead(session, some)
        with write() as session:
            gone = [{"id": one.id, "active": False} for one in missing if one.id not in protected]
            directory.update_people(session, gone)
            newcomers.match_all(session, organisation_id)
            starting.soon(session, organisation_id)  # who is in a chat already need not wait
    outcome.new = taker.places.new + taker.groups.new
    outcome.refused.sort(key=lambda problem: problem.row)
    outcome.remarks.sort(key=lambda problem: problem.row)
    return outcome


def _missing(reading: Reading, known: Sequence[Known], many: bool) -> list[Known]:
    """The active people who are not in the file. Raises Mistake when that is not clear, or hardly meant."""
    if not reading.whole:
        raise Mistake("people_leavers_unclear")
    active = [one for one in known if one.active]
    missing = [one for one in active if not _names(one) & reading.present]
    if len(missing) > MANY and len(missing) * 2 > len(active) and not many:
        raise Mistake("people_many_leavers", count=len(missing), total=len(active))
    return missing


def _names(person: Known) -> set[str | None]:
    return {person.email, person.directory_id, person.personnel_number}


def _parts(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    return (entries[start : start + AT_ONCE] for start in range(0, len(entries), AT_ONCE))
