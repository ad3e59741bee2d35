"""Half-years and other periods of whole months, by name."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from bot.foundation import words
from bot.foundation.mistakes import Mistake

READY_AFTER = timedelta(days=7)  # a half-year is closed by itself so long after its last day
NAMED = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(\d\d)))?", re.ASCII)


def half_of(day: date) -> str:
    """The name of the half-year that a day is in, such as 2026-H1."""
    return f"{day.year:04}-H{1 if day.month <= 6 else 2}"


def days_of(half: str) -> tuple[date, date]:
    """The first and the last day of a half-year."""
    year, number = int(half[:4]), int(half[-1])
    return (date(year, 1, 1), date(year, 6, 30)) if number == 1 else (date(year, 7, 1), date(year, 12, 31))


def halves(first: date, last: date) -> Iterator[str]:
    """The half-years that a period is in, whole or in part."""
    for year in range(first.year, last.year + 1):
        for number in (1, 2):
            begin, end = days_of(f"{year:04}-H{number}")
            if begin <= last and end >= first:
                yield f"{year:04}-H{number}"


def before(half: str) -> str:
    """The half-year before."""
    year, number = int(half[:4]), int(half[-1])
    return f"{year:04}-H1" if number == 2 else f"{year - 1:04}-H2"


def last_over(today: date) -> str:
    """The last half-year that is over."""
    return before(half_of(today))


def period_named(name: str) -> tuple[date, date]:
    """The first and last day of a year (2026), half-year (2026-H1), quarter (2026-Q2) or month (2026-03).

    Raises Mistake."""
    found = NAMED.fullmatch(name.strip().upper())
    year, half, quarter, month = found.groups() if found else ("0", None, None, None)
    begin, months = 1, 12
    if half:
        begin, months = 6 * int(half) - 5, 6
    elif quarter:
        begin, months = 3 * int(quarter) - 2, 3
    elif month:
        begin, months = int(month), 1
    end = begin + months - 1
    if int(year) < 1 or not 1 <= begin <= end <= 12:
        raise Mistake("period_unclear", period=name.strip()[:20])
    return date(int(year), begin, 1), date(int(year), end, monthrange(int(year), end)[1])


def called(half: str, locale: str, organisation: str = "") -> str:
    """A half-year in words: "Eerste half jaar van 2026"."""
    return words.text(f"account.halves.h{half[-1]}", locale, organisation, year=half[:4])


def half_named(name: str) -> str:
    """A half-year as it is written, such as 2026-H1. Raises Mistake."""
    first, last = period_named(name)
    if days_of(half_of(first)) != (first, last):
        raise Mistake("period_unclear", period=name.strip()[:20])
    return half_of(first)


def end_of(day: date) -> date:
    """The last day of the month that a day is in."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def period_before(first: date, last: date) -> tuple[date, date] | None:
    """The period of as many months that ends where this one begins; nothing at the start of the calendar."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    start = first.year * 12 + first.month - 1 - months
    if start < 12:
        return None
    return date(start // 12, start % 12 + 1, 1), first - timedelta(days=1)


def check_period(first: date, last: date) -> None:
    """Raises Mistake unless the days are the first and the last of a period of whole months."""
    if first > last:
        raise Mistake("period_backwards")
    if first.day != 1 or last.day != monthrange(last.year, last.month)[1]:
        raise Mistake("period_not_whole")
