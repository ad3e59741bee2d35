"""The picture of the year: one page of big figures and few words, and the same in words."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.documents.rendering import Format, fitting, render
from bot.foundation import words
from bot.foundation.style import current
from storage.organisations import OrganisationRow

MOST = 6  # figures beside the first
BARS = 5


class Count(NamedTuple):
    """A figure: its name in documents.yml (year.figures), and its number as shown ("128", "< 5"). `half`: the
    days within which half of them came, where that is told."""

    name: str
    number: str
    half: int | None = None


class Bar(NamedTuple):
    """One of a list: what it is, its number as shown, and its length (1 is the longest, 0 is none)."""

    label: str
    number: str
    length: float


class Year(NamedTuple):
    """What is on the picture. What must be hidden is hidden already. `period` is "2026", or in words."""

    organisation: OrganisationRow
    period: str
    counts: Sequence[Count]  # the first is the largest on the page; up to six more
    bars: Sequence[Bar] = ()  # reports by theme, up to five
    more: int = 0  # smaller ones that are not drawn


def year_picture(year: Year, locale: str, format: Format = "png") -> bytes:
    """One page, as high as a phone: 1,080 by 1,920 pixels as PNG."""
    slug = year.organisation.slug
    said = {
        key: words.text(f"documents.year.{key}", locale, slug)
        for key in ("themes", "report", "anonymous", "number")
    }
    of = "year" if year.period.isdecimal() else "period"
    said["kind"] = words.text(f"documents.year.kinds.{of}", locale, slug)
    numbers = [*(one.number for one in year.counts), *(bar.number for bar in year.bars)]
    hidden = any(number.startswith("<") for number in numbers)
    data = {
        "lang": locale,
        "title": _heading(year, locale),
        "title_size": fitting(year.period, 56, 14),
        "organisation": year.organisation.name,
        "period": year.period,
        "counts": [[one.number, _label(one, locale, slug)] for one in year.counts[: MOST + 1]],
        "bars": [list(bar) for bar in year.bars[:BARS]],
        "more": _more(year, locale),
        "hidden": words.text("documents.year.hidden", locale, slug) if hidden else "",
        "words": said,
    }
    return render("year", data, current(slug), format)


def year_words(year: Year, locale: str) -> str:
    """What is on the picture, for who cannot see it."""
    slug = year.organisation.slug
    counts = [
        _sentence(f"{_read_out(one.number, locale)} {_label(one, locale, slug)}")
        for one in year.counts[: MOST + 1]
    ]
    bars = ", ".join(f"{bar.label} {_read_out(bar.number, locale)}" for bar in year.bars[:BARS])
    themes = [f"{words.text('documents.year.themes', locale, slug)}: {bars}."] if bars else []
    themes += [f"{_more(year, locale)}."] if year.more else []
    title = _heading(year, locale)
    return " ".join([f"{year.organisation.name}. {title}.", *counts, *themes])


def _sentence(said: str) -> str:
    return f"{said[0].upper()}{said[1:]}."


def _more(year: Year, locale: str) -> str:
    """How many themes are not drawn; nothing when all are."""
    key, slug = "documents.year.more", year.organisation.slug
    return words.text(key, locale, slug, count=year.more) if year.more else ""


def _heading(year: Year, locale: str) -> str:
    return words.text("documents.year.heading", locale, year.organisation.slug, period=year.period)


def _read_out(number: str, locale: str) -> str:
    """A number as it is said aloud: not every voice reads "<"."""
    if not number.startswith("<"):
        return number
    return words.text("documents.year.fewer", locale, limit=number.removeprefix("<").strip())


def _label(count: Count, locale: str, slug: str) -> str:
    number = int(count.number) if count.number.isdecimal() else 2
    said = words.text(f"documents.year.figures.{count.name}", locale, slug, count=number)
    if count.half is None:
        return said
    return f"{said}, {words.text('documents.year.half', locale, slug, count=count.half)}"
