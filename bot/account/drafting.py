"""What is to be kept of a half-year, or as its correction, before somebody tried what it hides."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session

from bot.account import counting, departments, hiding, late
from bot.account import tables as account_tables
from bot.account.disclosure import half_year, years
from bot.account.disclosure.disclosed import ALL, Disclosed, Year, dump, load
from bot.account.disclosure.figures import account
from bot.account.periods import before as half_before
from bot.account.periods import days_of
from bot.foundation.mistakes import Mistake
from storage import closings, organisations, purpose_keys, sealing
from storage.counts import Counts
from storage.vault import Destroyed, Vault


class Draft(NamedTuple):
    """`told` has what is small hidden already. `months` are the counts behind it; nothing where these are
    destroyed."""

    told: Disclosed
    months: counting.ByMonth | None
    version: int

    def is_like(self, other: "Draft") -> bool:
        """Whether the other was made of the same counts, in whatever order a database gave them."""
        if self.version != other.version or dump(self.told) != dump(other.told):
            return False
        return (self.months is None) == (other.months is None) and (
            not self.months or not other.months or counting.alike(self.months, other.months)
        )


def closing(session: Session, vault: Vault, organisation_id: int, half: str) -> Draft:
    """What would be kept of a half-year that is not closed, with what is small hidden already; and of its
    year, when it is the second one."""
    first, last = days_of(half)
    months = counting.by_month(session, organisation_id, first, last)
    places = [place.id for place in organisations.departments(session, organisation_id)]
    before, counts = earlier(session, organisation_id, half), counting.total(months)
    threshold = hiding.threshold(session, organisation_id)
    if any(one.form == ALL for one in before):
        decided = half_year.without_open(account(counts, first, last, places, threshold), before)
    else:
        earlier_ones = [one.account for one in before]
        decided = half_year.decided(counts, first, last, places, earlier_ones, threshold)
    told = Disclosed(
        decided,
        account_tables.in_order(
            (
                *account_tables.tables(session, organisation_id, first, last, threshold),
                *departments.of_reports(session, organisation_id, first, last, threshold),
                *departments.of_reporters(session, organisation_id, first, last, threshold),
            )
        ),
        account_tables.names_of(session, organisation_id, first, last),
    )
    year = _year(session, vault, organisation_id, half, told, counts)
    return Draft(told._replace(year=year), months, 1)


def _year(
    session: Session, vault: Vault, organisation_id: int, half: str, told: Disclosed, counts: Counts
) -> Year | None:
    """What could be told of the year; nothing when its first half-year was not closed like this one, or when
    the counts behind that are destroyed."""
    first = half_before(half)
    versions = closings.versions(session, organisation_id, first) if first[:4] == half[:4] else []
    if not versions or (was := load(versions[-1].told)).form == ALL:
        return None
    try:
        months = _behind(session, vault, organisation_id, first, versions[-1].version)
    except Destroyed:
        return None
    together = counting.added(counting.total(months), counts)
    days, few = (was.account.first, told.account.last), max(was.account.threshold, told.account.threshold)
    places = [place.id for place in organisations.departments(session, organisation_id)]
    tables = account_tables.tables(session, organisation_id, *days, few)
    return years.proposed(was, versions[-1].version, told, together, places, tables)


def correction(session: Session, vault: Vault, organisation_id: int, half: str) -> Draft | None:
    """What would be kept as the next version, with the threshold of the first one; nothing when nothing
    changed. Raises Mistake."""
    first, last = days_of(half)
    versions = closings.versions(session, organisation_id, half)
    if not versions:
        raise Mistake("half_not_closed", half=half)
    newest = versions[-1]
    was = load(newest.told)
    tables = account_tables.tables(session, organisation_id, first, last, was.account.threshold)
    told, is_lost, months = half_year.late(was, tables), was.form == ALL, None
    try:
        old = _behind(session, vault, organisation_id, half, newest.version)
    except Destroyed:
        is_lost = True
    else:
        new = counting.by_month(session, organisation_id, first, last)
        is_lost = is_lost or half_year.lost(counting.total(old), counting.total(new))
        if not is_lost:
            told = half_year.corrected(was, counting.total(old), counting.total(new), tables)
        months = old if is_lost else new
    told = late.recounted(was, told, account_tables.logged(session, organisation_id, first, last))
    if not told.changed:
        if was.form == ALL:
            raise Mistake("half_of_before", half=half)
        if is_lost:
            raise Mistake("half_lost", half=half)
        return None
    names = {**account_tables.names_of(session, organisation_id, first, last), **was.names}
    return Draft(told._replace(names=names), months, newest.version + 1)


def _behind(
    session: Session, vault: Vault, organisation_id: int, half: str, version: int
) -> counting.ByMonth:
    """The counts behind a version of a half-year. Raises Destroyed."""
    key = purpose_keys.get(vault, organisation_id, half)
    sealed = closings.sealed(session, organisation_id, half, version)
    return counting.read(sealing.unseal(key, sealed, "closing", organisation_id, half, version))


def earlier(session: Session, organisation_id: int, half: str) -> Sequence[Disclosed]:
    """What is told of every half-year before this one."""
    closed = [one for one in closings.closed(session, organisation_id) if one < half]
    return [load(row.told) for row in closings.newest(session, organisation_id, closed).values()]
