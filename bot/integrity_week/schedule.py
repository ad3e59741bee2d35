"""The days and times of a week, as they are on the clock in the Netherlands."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from bot import working_time
from bot.context import ZONE
from bot.integrity_week.programme import Day, programme
from storage.week import WeekRow

TIME = re.compile(r"(\d{1,2})[:.u h]?(\d{2})?\s*(?:uur|u|h)?", re.IGNORECASE)
LONGEST = 14  # days of a week
USUAL = (time(10), time(15), time(12, 30), time(9))  # when the activities of a ready day begin


def days_of(row: WeekRow, organisation: str = "") -> list[date]:
    """The working days of a week."""
    return [day for day in _all(row.first_on, row.last_on) if working_time.is_working_day(day, organisation)]


def said_on(row: WeekRow, day: date, organisation: str, locale: str) -> Day | None:
    """What the ready programme has for a day of a week."""
    every, said = days_of(row, organisation), programme(locale).days
    at = every.index(day) if row.ready and day in every else len(said)
    return said[at] if at < len(said) else None


def moment(day: date, clock: time) -> datetime:
    """The moment at which the clock in the Netherlands says this; in UTC, whatever season it is."""
    return datetime.combine(day, clock, ZONE).astimezone(UTC)


def read_time(text: str) -> time | None:
    """A time as somebody typed it: 14:30, 14.30, 9u, 9. None when it is no time."""
    found = TIME.fullmatch(text.strip())
    if not found:
        return None
    try:
        return time(int(found[1]), int(found[2] or 0))
    except ValueError:
        return None


def _all(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)
