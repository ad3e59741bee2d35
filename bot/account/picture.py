"""The picture of the year: what the account of the same months tells, in one page of big figures."""

from datetime import date
from typing import cast

from sqlmodel import Session

from bot.account.assembly import AccountView, assemble
from bot.account.disclosure import rounds
from bot.account.disclosure.figures import Days
from bot.account.disclosure.numbers import Below, Figure
from bot.account.disclosure.tables import Table
from bot.account.disclosure.themes import comparable
from bot.account.request import ordered
from bot.account.workbook.labels import Labels
from bot.documents.rendering import Format
from bot.documents.year import BARS, MOST, Bar, Count, Year, year_picture, year_words
from bot.files.orders import PDF, PNG, SVG, Asked, Made
from bot.foundation import access
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Picture
from bot.screens import pictures
from storage.organisations import OrganisationRow

KIND = "year"  # of the picture that screens and pages show
MEDIA = {"png": PNG, "pdf": PDF, "svg": SVG}
OF_TABLES = {  # figure on the picture: the table, and the measure of its total
    "trained": ("onboarding_departments", "completed"),
    "participations": ("week_participations", "number"),
}
OF_ACTIVITIES = {  # figure on the picture: the kind of activity
    "checks": "checks",
    "closures": "closures",
    "bibob": "bibob",
    "refused": "refusals",
    "talks": "visits",
}


def make(asked: Asked) -> Made:
    """The picture of a period; the argument is "<first day>/<last day>/<png, svg or pdf>". Raises Mistake."""
    if not asked.person.roles & access.MAY["export_account"]:
        raise Mistake("not_allowed")
    days, _, form = asked.argument.rpartition("/")
    if form not in MEDIA:
        raise Mistake("dialogue_changed")
    first, last, _ = ordered(days)
    shown = assemble(asked.session, asked.organisation.id, first, last, asked.today, "council")
    year = year_of(shown, asked.organisation, asked.locale)
    content = year_picture(year, asked.locale, cast(Format, form))
    name = asked.say("account.picture", period=year.period, form=form)
    return Made(name, MEDIA[form], content)


def year_of(shown: AccountView, organisation: OrganisationRow, locale: str) -> Year:
    """What is on the picture: the figures of the account that there are, the largest lists first."""
    labels = Labels(locale, organisation.slug, {})
    account = shown.account
    # There is room for one of them: a decision says more, and half-years of before have none.
    decided = account.decided is not None and _is_told(account.decided.reports)
    heard = "decided" if decided else "answered"
    days: Days = getattr(account, heard)
    figures: dict[str, Figure] = {
        "received": account.received,
        heard: days.reports,
        "closed": account.closed.reports,
    }
    tables = {table.name: table for table in shown.tables}
    for name, (table, measure) in OF_TABLES.items():
        if table in tables and tables[table].total:
            figures[name] = tables[table].total[tables[table].measures.index(measure)]
    if "meetings_reached" in tables:
        figures["teams"] = _reached(tables["meetings_reached"], account.last.year)
    done = (
        {row.keys[0]: row.numbers[0] for row in tables["activities"].rows} if "activities" in tables else {}
    )
    figures |= {name: done[kind] for name, kind in OF_ACTIVITIES.items() if kind in done}
    halves = {heard: days.half}
    counts = [Count(name, _short(one), halves.get(name)) for name, one in figures.items() if _is_told(one)]
    counts = counts[: MOST + 1]
    counts = counts or [Count("received", "0")]  # also a first half-year has a picture
    lines = [one for one in comparable(account.themes, account.received) if one.number]
    most = max((line.number for line in lines), default=1)
    are_themes = all(len(line.themes) == 1 for line in lines)
    named = labels.line if are_themes else labels.groups
    bars = [Bar(named(line), str(line.number), line.number / most) for line in lines[:BARS]]
    called = period(account.first, account.last, locale, organisation.slug)
    return Year(organisation, called, counts, bars, max(len(lines) - BARS, 0))


def said(shown: AccountView, organisation: OrganisationRow, locale: str) -> str:
    """The picture in words, for who cannot see it."""
    return year_words(year_of(shown, organisation, locale), locale)


def part(
    session: Session, organisation: OrganisationRow, first: date, last: date, locale: str
) -> Picture | None:
    """The picture on a screen, with the same in words; nothing when the figures are not final."""
    try:
        shown = assemble(session, organisation.id, first, last, last, "council")
    except Mistake:
        return None
    version = "-".join(str(piece.version) for piece in shown.pieces)  # a correction has another address
    source = pictures.of_counts(KIND, organisation.id, f"{first}/{last}/{version}", locale)
    return Picture(source, said(shown, organisation, locale))


def draw(session: Session, organisation: OrganisationRow, argument: str, locale: str) -> bytes | None:
    """The picture of final figures; the argument is "<first day>/<last day>/<versions>"."""
    first, last = map(date.fromisoformat, argument.split("/")[:2])
    try:
        shown = assemble(session, organisation.id, first, last, last, "council")
    except Mistake:
        return None
    return year_picture(year_of(shown, organisation, locale), locale)


def period(first: date, last: date, locale: str, organisation: str = "") -> str:
    """What a period is called on its picture: "2026", or its months."""
    if (first.month, first.day, last.month, last.year) == (1, 1, 12, first.year):
        return str(first.year)
    return Labels(locale, organisation, {}).short_period(first, last)


def _reached(table: Table, year: int) -> Figure:
    """How many teams talked of it: those of the round in which most did."""
    place = table.measures.index("reached")
    every = [numbers[place] for numbers in rounds.by_round(table, year).values()]
    return max((one for one in every if isinstance(one, int)), default=0)


def _is_told(figure: Figure) -> bool:
    return isinstance(figure, Below) or (isinstance(figure, int) and figure > 0)


def _short(figure: Figure) -> str:
    return f"< {figure.limit}" if isinstance(figure, Below) else str(figure)
