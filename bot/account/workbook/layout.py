"""What is on a sheet, before it is written: words and numbers in place. Pure data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.account.workbook.labels import Labels

Value = str | int | float | None
Kind = Literal["bars", "columns", "grouped", "stacked"]


@dataclass(frozen=True)
class Column:
    """`width` is in characters. A share is a number that is written as a percentage. `code` is what a number
    in it is called where a program reads it."""

    heading: str
    width: int
    number: bool = False
    share: bool = False
    code: str = ""


@dataclass(frozen=True)
class Chart:
    """A picture of some lines of the table: one series for each of `columns`, or (stacked) for each line.

    `words` say in full what can be seen in it. `first` and `lines` are where the lines start and how many.
    """

    kind: Kind
    words: str
    columns: tuple[int, ...]
    lines: int
    first: int = 0


@dataclass(frozen=True)
class Sheet:
    """One table with its chart, or a note that says why there is none. `filtered`: with Excel's filters.
    `codes` are what the lines are called where a program reads them; of who may be put together, with a +."""

    name: str
    tab: str
    title: str
    intro: str
    columns: tuple[Column, ...] = ()
    lines: tuple[tuple[Value, ...], ...] = ()
    total: tuple[Value, ...] = ()
    notes: tuple[str, ...] = ()
    chart: Chart | None = None
    filtered: bool = False
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class About:
    """Of whom and of when a book is; `version` names the final half-years in it, or is "live"."""

    organisation: str
    code: str
    first: date
    last: date
    edition: str
    version: str


@dataclass(frozen=True)
class Front:
    """The first sheet: the most important figures, then sections of labels with a text."""

    tab: str
    title: str
    subtitles: tuple[str, ...]
    headings: tuple[str, str, str]
    figures: tuple[tuple[str, str, Value], ...]
    sections: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True)
class Book:
    """The whole workbook in order. `footer` and `page` are what stands below every page, left and right, and
    `mark` above it: that it is confidential, where it is. `tabs` are what sheets with several tables are
    called. `standing` says which half-years are final, and `withheld` is the sentence that stands in every
    account, whether or not anything was left out."""

    title: str
    about: About
    language: str
    footer: str
    page: str
    mark: str
    tabs: Mapping[str, str]
    withheld: str
    standing: tuple[str, ...]
    front: Front
    sheets: tuple[Sheet, ...]


def in_words(labels: Labels, words: str, bars: Sequence[tuple[str, int]]) -> str:
    """What a chart with these bars shows: also the longest, or the longest two when they are as long."""
    most = max(number for _, number in bars)
    longest = [label for label, number in bars if number == most]
    if len(longest) == 1 < len(bars):
        return labels.say("workbook.charts.highest", words=words, label=longest[0], number=most)
    if len(longest) == 2 < len(bars):
        first, second = longest
        return labels.say("workbook.charts.highest_two", words=words, label=first, other=second, number=most)
    return words
