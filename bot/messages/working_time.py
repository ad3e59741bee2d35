"""When somebody may be disturbed: in working hours, not on Dutch public holidays, not in quiet hours.

An organisation has its own in `<BAKEN_CONTENT>/<short name>/working_time.yml`, all have `working_time.yml`:

    hours: 08:30-17:00
    days: [monday, tuesday, wednesday, thursday]
    quiet: [12:00-13:00]
    free: [2027-05-07]
    reports_read_at: [10:00, 15:00]

The last are the moments of a working day at which new reports become known (bot/reports/slots.py);
`at once` is the other choice, and its cost is in docs/administrator.md.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.foundation.content_files import BadContent, Problem, Source, of_organisations
from bot.foundation.zone import ZONE

if TYPE_CHECKING:
    from storage.organisations import OrganisationRow

FILE = "working_time.yml"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
DAY = timedelta(days=1)
AT_ONCE = "at once"
YEAR = 366  # days in which there must be a working day

Span = tuple[time, time]


@dataclass(frozen=True)
class WorkingTime:
    """From when to when, on which days of the week (0 is Monday), and when not."""

    hours: Span = (time(9), time(17))
    days: frozenset[int] = frozenset(range(5))
    quiet: tuple[Span, ...] = ()
    free: frozenset[date] = frozenset()
    reports_read_at: tuple[time, ...] = (time(10), time(15))  # none: at once

    def works_on(self, day: date) -> bool:
        """Whether this is a working day."""
        return day.weekday() in self.days and day not in self.free and day not in _holidays(day.year)


USUAL = WorkingTime()
KEYS = ("hours", "days", "quiet", "free", "reports_read_at")
_own: dict[str, WorkingTime] = {}


def load(folder: Path | None) -> None:
    """Reads what organisations have of their own. Raises BadContent."""
    _own.clear()
    _own.update(of_organisations(folder, FILE, _read))


def of(organisation: str) -> WorkingTime:
    """The working time of an organisation (its short name)."""
    return _own.get(organisation) or _own.get("") or USUAL


def next_moment(moment: datetime, organisation: "OrganisationRow") -> datetime:
    """This moment if it is working time, or else the first moment after it that is. Aware, in Amsterdam.

    A demo has no working time: people look at it in the evening too."""
    here, times = moment.astimezone(ZONE), of(organisation.slug)
    if organisation.demo:
        return here
    begin, end = times.hours
    clock = max(here.time(), begin)
    for first, last in times.quiet:
        if first <= clock < last:
            clock = last
    if times.works_on(here.date()) and clock < end:
        return here if clock == here.time() else datetime.combine(here.date(), clock, ZONE)
    return datetime.combine(_after(here.date(), times), _opening(times), ZONE)


def next_reading(moment: datetime, organisation: "OrganisationRow") -> datetime | None:
    """The first moment after this one at which new reports become known; none where that is at once.

    In a demo it is, so that somebody can report and then look on as a handler."""
    times, day = of(organisation.slug), moment.astimezone(ZONE).date()
    if organisation.demo or not times.reports_read_at:
        return None
    if not times.works_on(day):
        day = _after(day, times)
    for clock in times.reports_read_at:
        if (then := datetime.combine(day, clock, ZONE)) > moment:
            return then
    return datetime.combine(_after(day, times), times.reports_read_at[0], ZONE)


def working_days_after(day: date, number: int, organisation: str = "") -> date:
    """The working day so many working days after a day; with 0 the day itself or the first after it."""
    times = of(organisation)
    if number < 1:
        return day if times.works_on(day) else _after(day, times)
    for _ in range(number):
        day = _after(day, times)
    return day


def working_day_before(day: date, organisation: str = "") -> date:
    """The last working day before a day."""
    times = of(organisation)
    for _ in range(YEAR):
        day -= DAY
        if times.works_on(day):
            return day
    raise ValueError("a year without a working day")


def is_working_day(day: date, organisation: str = "") -> bool:
    """Whether an organisation works on a day."""
    return of(organisation).works_on(day)


def _after(day: date, times: WorkingTime) -> date:
    for _ in range(YEAR):
        day += DAY
        if times.works_on(day):
            return day
    raise ValueError("a year without a working day")


def _opening(times: WorkingTime) -> time:
    clock = times.hours[0]
    for first, last in times.quiet:
        if first <= clock < last:
            clock = last
    return clock


@cache
def _holidays(year: int) -> frozenset[date]:
    from holidays import country_holidays  # only when it is needed: it takes a while to come in

    return frozenset(country_holidays("NL", years=year))


def _read(source: Source) -> WorkingTime:
    problems: list[Problem] = [*source.doubles]
    for key in source.data:
        if key not in KEYS:
            problems.append(source.problem(f"{key} is not known here: {', '.join(KEYS)}", key))
    hours = _span(source.data.get("hours", "9:00-17:00"))
    if hours is None:
        problems.append(source.problem("write hours as 09:00-17:00", "hours"))
    days = source.data.get("days", list(DAYS[:5]))
    if not isinstance(days, list) or not days or any(one not in DAYS for one in days):
        problems.append(source.problem(f"days must be some of {', '.join(DAYS)}", "days"))
    quiet, free = source.data.get("quiet", []), source.data.get("free", [])
    spans = [_span(one) for one in quiet] if isinstance(quiet, list) else [None]
    if None in spans or (hours and any(one and one[0] <= hours[0] and one[1] >= hours[1] for one in spans)):
        problems.append(
            source.problem("write quiet as a list of times within hours, such as 12:00-13:00", "quiet")
        )
    if not isinstance(free, list) or not all(type(one) is date for one in free):
        problems.append(source.problem("write free as a list of days, such as 2027-05-07", "free"))
    moments = _moments(source.data.get("reports_read_at"))
    if moments is None:
        problems.append(
            source.problem(
                f"write reports_read_at as a list of times such as [10:00, 15:00], or {AT_ONCE}",
                "reports_read_at",
            )
        )
    if problems or hours is None or moments is None:
        raise BadContent(problems)
    numbers = frozenset(DAYS.index(one) for one in days)
    quiet_times = tuple(sorted(one for one in spans if one))
    return WorkingTime(hours, numbers, quiet_times, frozenset(free), moments)


def _moments(value: object) -> tuple[time, ...] | None:
    """Times of the day in order, none for `at once`, the usual ones when nothing is said; nothing when it is
    written otherwise."""
    if value is None:
        return USUAL.reports_read_at
    if value == AT_ONCE:
        return ()
    read = [_clock(one) for one in value] if isinstance(value, list) else []
    return tuple(sorted({one for one in read if one})) if read and None not in read else None


def _clock(value: object) -> time | None:
    """A time of the day. YAML reads 10:00 without quotes as a number of minutes."""
    if isinstance(value, time):
        return value
    if type(value) is int:
        value = f"{value // 60}:{value % 60:02}"
    found = CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        return time(int(found[1]), int(found[2])) if found else None
    except ValueError:
        return None


def _span(value: object) -> Span | None:
    found = SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        return None
    try:
        first, last = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    except ValueError:
        return None
    return (first, last) if first < last else None
