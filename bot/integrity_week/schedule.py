"""The days and times of a week, as they are on the clock in the Netherlands."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from bot.foundation import words
from bot.foundation.context import ZONE
from bot.integrity_week.content import Day, programme
from bot.messages import working_time
from storage.week import WeekRow

TIME = re.compile(r"(\d{1,2})[:.u h]?(\d{2})?\s*(?:uur|u|h)?", re.IGNORECASE)
LONGEST = 14  # days of a week
AHEAD = timedelta(weeks=4)  # that a week is proposed
SOUGHT = 26  # weeks in which a free one is sought
CHRISTMAS = frozenset({*((12, day) for day in range(23, 32)), (1, 1), (1, 2)})
USUAL = (time(10), time(15), time(12, 30), time(9))  # when the activities of a ready day begin


def days_of(row: WeekRow, organisation: str = "") -> list[date]:
    """The working days of a week."""
    return [day for day in _all(row.first_on, row.last_on) if working_time.is_working_day(day, organisation)]


def ready_days(row: WeekRow, organisation: str, locale: str) -> dict[date, Day]:
    """What the ready programme has for each day of a week: a first day first and a last day last, however
    many days there are."""
    every, said = days_of(row, organisation), programme(locale, row.turn).days
    kept = every if len(every) <= len(said) else [*every[: len(said) - 1], every[-1]]
    chosen = said if len(kept) == len(said) else (*said[: max(len(kept) - 1, 1)], *said[-1:])
    return dict(zip(kept, chosen, strict=False))


def said_on(row: WeekRow, day: date, organisation: str, locale: str) -> Day | None:
    """What the ready programme has for a day of a week, under the name of that day."""
    said = ready_days(row, organisation, locale).get(day) if row.ready else None
    if said is None:
        return None
    weekday = words.text(f"days.d{day.isoweekday()}", locale, organisation)
    title = words.text("week.day", locale, organisation, weekday=weekday.capitalize(), title=said.title)
    return said._replace(title=title)


def proposed(today: date, organisation: str, is_taken: Callable[[date, date], bool]) -> tuple[date, date]:
    """The first week from Monday to Friday, some weeks from now, without a holiday in it, in which there is
    no other; not around Christmas either."""
    first = today + AHEAD
    first -= timedelta(days=first.weekday())
    times = working_time.of(organisation)
    for _ in range(SOUGHT):
        last = first + timedelta(days=4)
        free = [day for day in _all(first, last) if day.weekday() in times.days and not times.works_on(day)]
        christmas = any((day.month, day.day) in CHRISTMAS for day in _all(first, last))
        if not free and not christmas and not is_taken(first, last):
            break
        first += timedelta(weeks=1)
    return first, first + timedelta(days=4)


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
