"""The counts behind a half-year, month by month: the finest there are, and sealed for that reason."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlmodel import Session

from bot.account.disclosure.months import blocks
from storage.counts import Answered, Closed, Counts, Decided, Received, Redirected, count

ByMonth = dict[date, Counts]  # the first day of a month → what is counted of it


def by_month(session: Session, organisation_id: int, first: date, last: date) -> ByMonth:
    """Counts each month of a period."""
    months = blocks(first, last, 1)
    return {one.first: count(session, organisation_id, one.first, one.last) for one in months}


def total(months: ByMonth) -> Counts:
    """The counts of all these months together; they follow each other."""
    every = [months[first] for first in sorted(months)]
    return Counts(
        [row for one in every for row in one.received],
        [row for one in every for row in one.answered],
        [row for one in every for row in one.closed],
        every[-1].open_at_end,
        [row for one in every for row in one.redirected],
        sum(one.reopened for one in every),
        _decided(every),
    )


def added(one: Counts, later: Counts) -> Counts:
    """The counts of two periods that follow each other."""
    return Counts(
        [*one.received, *later.received],
        [*one.answered, *later.answered],
        [*one.closed, *later.closed],
        later.open_at_end,
        [*one.redirected, *later.redirected],
        one.reopened + later.reopened,
        _decided((one, later)),
    )


def _decided(every: Iterable[Counts]) -> list[Decided] | None:
    """The first decisions in all of these; nothing where they were not counted in one of them."""
    found: list[Decided] = []
    for one in every:
        if one.decided is None:
            return None
        found += one.decided
    return found


def alike(these: ByMonth, those: ByMonth) -> bool:
    """Whether these are the same counts, whatever order their rows are in."""

    def ordered(months: ByMonth) -> dict[date, list[Any]]:
        return {
            first: [sorted(part, key=repr) if isinstance(part, list) else part for part in one]
            for first, one in months.items()
        }

    return ordered(these) == ordered(those)


def plain(months: ByMonth) -> dict[str, Any]:
    """The counts as JSON can hold them."""
    return {
        first.isoformat(): {
            "received": [[row.month.isoformat(), *row[1:]] for row in one.received],
            "answered": [list(row) for row in one.answered],
            "closed": [list(row) for row in one.closed],
            "open_at_end": one.open_at_end,
            "redirected": [list(row) for row in one.redirected],
            "reopened": one.reopened,
            **({} if one.decided is None else {"decided": [list(row) for row in one.decided]}),
        }
        for first, one in months.items()
    }


def read(kept: dict[str, Any]) -> ByMonth:
    """What `plain` wrote; in older versions nothing was opened again, and neither decisions nor by which way
    reports came were counted."""
    return {
        date.fromisoformat(first): Counts(
            [_received(*row) for row in one["received"]],
            [Answered(*row) for row in one["answered"]],
            [Closed(*row) for row in one["closed"]],
            one["open_at_end"],
            [Redirected(*row) for row in one["redirected"]],
            one.get("reopened", 0),
            [Decided(*row) for row in one["decided"]] if "decided" in one else None,
        )
        for first, one in kept.items()
    }


def _received(month: str, theme: str, identity: str, department_id: int | None, *rest: Any) -> Received:
    """A row; the origin, which older versions did not have, comes before the number."""
    origin, number = rest if len(rest) > 1 else (None, *rest)
    return Received(date.fromisoformat(month), theme, identity, department_id, origin, number)
