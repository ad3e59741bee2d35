"""Days and times in words, and a day that somebody typed."""

from datetime import date, datetime

from bot.foundation import words
from bot.foundation.context import ZONE
from bot.tabular.cells import Unclear, day

LATEST = 2899  # the last year that is a year
FAR = 731  # days from now


def written(day: date, locale: str, organisation: str = "") -> str:
    """A day with its weekday: "dinsdag 10 maart 2026"."""
    return words.text(
        "days.written",
        locale,
        organisation,
        weekday=words.text(f"days.d{day.isoweekday()}", locale, organisation),
        day=day.day,
        month=words.text(f"months.m{day.month}", locale, organisation),
        year=day.year,
    )


def clock(moment: datetime) -> str:
    """The time of day in the Netherlands: "14:30"."""
    return f"{moment.astimezone(ZONE):%H:%M}"


def typed(text: str) -> date | None:
    """The day that somebody typed; none when it is no day."""
    try:
        return day(text, date(LATEST, 12, 31))
    except Unclear:
        return None


def is_far(day: date, today: date) -> bool:
    """Whether a day is so far away that it must be a slip of the pen."""
    return (day - today).days > FAR


def numbers(day: date | None) -> str:
    """A day as it is typed: "10-03-2026"."""
    return f"{day:%d-%m-%Y}" if day else ""
