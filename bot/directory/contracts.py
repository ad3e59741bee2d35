"""Rows of one file that are about the same human: contracts one after another, or beside one another. Pure.

Contracts that touch or overlap are one time of working here. The time that holds today counts (else the next
one, else the last one): its first day, its last day, and of the rest what the contract of today says.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from bot.directory.entries import Entry, Problem

KEYS = (("email", "email_twice"), ("directory_id", "id_twice"), ("personnel_number", "number_twice"))
DAY = timedelta(days=1)


class Settled(NamedTuple):
    """One entry a human; rows that contradict each other; rows that are another contract."""

    entries: list[Entry]
    refused: list[Problem]
    remarks: list[Problem]


def settle(entries: Iterable[Entry], today: date) -> Settled:
    """Puts together what is about one human. A row with the address, id or number of an earlier one that is
    about somebody else is refused."""
    humans: list[list[Entry]] = []
    seen: dict[tuple[str, str], list[Entry]] = {}
    refused = []
    for entry in entries:
        keys = [((field, value), why) for field, why in KEYS if (value := getattr(entry, field))]
        met = [(seen[key], why) for key, why in keys if key in seen]
        other = next(((human, why) for human, why in met if not _same(human, entry, met)), None)
        if other:
            refused.append(Problem(entry.row, other[1], {"first": other[0][0].row}))
            continue
        human = met[0][0] if met else []
        if not met:
            humans.append(human)
        human.append(entry)
        seen |= {key: human for key, _ in keys}
    remarks = []
    counted = []
    for human in humans:
        one = _counted(human, today) if len(human) > 1 else human[0]
        counted.append(one)
        remarks += [
            Problem(each.row, "other_contract", {"first": one.row}) for each in human if each.row != one.row
        ]
    return Settled(counted, refused, remarks)


def _same(human: Sequence[Entry], entry: Entry, met: Sequence[tuple[list[Entry], str]]) -> bool:
    """Whether a row is about the human of other rows: nothing says that they are two, and besides the address
    (or the id, or the number) their name is the same, or both address and id (or number)."""
    first = human[0]
    two = any(
        getattr(entry, field) and getattr(one, field) and getattr(entry, field) != getattr(one, field)
        for one in human
        for field, _ in KEYS[1:]
    )
    alike = entry.name.casefold() == first.name.casefold() or len({why for _, why in met}) > 1
    return not two and alike and all(other is human for other, _ in met)


def _counted(human: Sequence[Entry], today: date) -> Entry:
    times: list[list[Entry]] = []
    ends = date.min
    for entry in sorted(human, key=lambda one: (one.started_on or date.min, one.row)):
        if times and (entry.started_on or date.min) <= _after(ends):
            times[-1].append(entry)
        else:
            times.append([entry])
            ends = date.min
        ends = max(ends, entry.left_on or date.max)
    time = next((one for one in times if _last(one) >= today), times[-1])
    running = [one for one in time if (one.started_on or date.min) <= today <= (one.left_on or date.max)]
    row = max(running or time[:1], key=lambda one: (one.started_on or date.min, -one.row))
    known = [one.started_on for one in time if one.started_on]
    last = _last(time)
    return row._replace(
        started_on=min(known, default=None),
        left_on=None if last == date.max else last,
        directory_id=max(one.directory_id for one in human),
        personnel_number=max(one.personnel_number for one in human),
    )


def _last(time: Sequence[Entry]) -> date:
    return max(one.left_on or date.max for one in time)


def _after(day: date) -> date:
    return day + DAY if day < date.max else day
