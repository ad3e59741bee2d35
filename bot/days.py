"""Days and times in words, and a day that somebody typed."""

from datetime import date, datetime, timedelta

from bot import words
from bot.context import ZONE
from bot.directory.values import Unclear, day


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


def typed(text: str, today: date) -> date | None:
    """The day that somebody typed, at most two years from now; none when it is no day."""
    try:
        return day(text, today + timedelta(days=731))
    except Unclear:
        return None


def numbers(day: date | None) -> str:
    """A day as it is typed: "10-03-2026"."""
    return f"{day:%d-%m-%Y}" if day else ""
