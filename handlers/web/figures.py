"""The figures of the account as a page: key figures, a chart for each table, and the table itself."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from bot.account.periods import before, called, days_of, half_of
from bot.account.request import MONTHS_BACK, end_of_month
from bot.account.workbook.layout import Sheet
from bot.foundation import words
from bot.foundation.mistakes import Mistake

PATH = "/figures"
HALVES = 4  # that are offered by name


class Period(NamedTuple):
    """Whole months, from the first day to the last."""

    first: date
    last: date

    @property
    def argument(self) -> str:
        """As an order for a workbook names it."""
        return f"{self.first}/{self.last}"


class Bar(NamedTuple):
    """A piece of a bar: of which series, where it begins and how long it is (percent), and its number."""

    series: int
    start: float
    length: float
    number: int | float


class Line(NamedTuple):
    """One name with its bars, each on a line of its own or (stacked) behind one another with their total."""

    label: str
    bars: tuple[Bar, ...]
    total: int = 0


class Drawing(NamedTuple):
    """A chart as bars from left to right. `series` are the names in the legend, when there are several."""

    words: str
    lines: tuple[Line, ...]
    series: tuple[str, ...] = ()
    stacked: bool = False


def asked_for(query: Mapping[str, str], today: date) -> Period:
    """The months that somebody chose, or the half-year that we are in. Raises Mistake."""
    first, last = query.get("first", ""), query.get("last", "")
    if not first and not last:
        return Period(*days_of(half_of(today)))
    period = Period(end_of_month(first[:7]).replace(day=1), end_of_month(last[:7]))
    if period.first > period.last:
        raise Mistake("period_backwards")
    return period


def choices(today: date, locale: str) -> list[tuple[str, str]]:
    """The months to choose from, the newest first: as 2026-06, and in words."""
    found, day = [], days_of(half_of(today))[1]
    for _ in range(MONTHS_BACK + 6):
        found.append((f"{day:%Y-%m}", f"{words.text(f'months.m{day.month}', locale)} {day.year}"))
        day = day.replace(day=1) - timedelta(days=1)
    return found


def by_name(today: date, locale: str) -> list[tuple[str, str, str]]:
    """The half-years to choose from, the newest first, and the years of these: what each is called, and its
    first and last month."""
    half, found, years = half_of(today), [], dict[int, None]()
    for _ in range(HALVES):
        found.append((called(half, locale), *days_of(half)))
        years[int(half[:4])] = None
        half = before(half)
    found += [(str(year), date(year, 1, 1), date(year, 12, 31)) for year in years]
    return [(name, f"{first:%Y-%m}", f"{last:%Y-%m}") for name, first, last in found]


def drawing(sheet: Sheet) -> Drawing | None:
    """The chart of a sheet, if it has one and every number in it is told."""
    chart = sheet.chart
    if chart is None:
        return None
    lines = sheet.lines[chart.first : chart.first + chart.lines]
    if chart.kind == "stacked":
        names = tuple(str(line[0]) for line in lines)
        cells = [[line[column] for line in lines] for column in chart.columns]
        labels = [sheet.columns[column].heading for column in chart.columns]
    else:
        names = tuple(sheet.columns[column].heading for column in chart.columns)
        cells = [[line[column] for column in chart.columns] for line in lines]
        labels = [str(line[0]) for line in lines]
    stacked = chart.kind == "stacked"
    sizes = [[float(one) if isinstance(one, int | float) else 0.0 for one in row] for row in cells]
    longest = max((sum(row) if stacked else max(row, default=0) for row in sizes), default=0) or 1
    drawn = tuple(
        Line(label, tuple(_bars(row, longest, stacked)), round(sum(row)))
        for label, row in zip(labels, sizes, strict=True)
    )
    return Drawing(chart.words, drawn, names if len(names) > 1 else (), stacked)


def _bars(row: list[float], longest: float, stacked: bool) -> list[Bar]:
    bars, start = [], 0.0
    for series, size in enumerate(row):
        length = 100 * size / longest
        bars.append(Bar(series, round(start, 2), round(length, 2), int(size) if size == int(size) else size))
        start += length if stacked else 0
    return bars
