"""The picture of the year: what the account of the same months tells, in one page of big figures."""

from typing import cast

from bot import access, words
from bot.account.labels import Labels
from bot.account.numbers import Below, Figure
from bot.account.request import ordered
from bot.account.shown import Shown, assemble
from bot.documents.rendering import Format
from bot.documents.year import BARS, MOST, Bar, Count, Year, year_picture, year_words
from bot.files import PDF, PNG, SVG, Asked, Made
from bot.mistakes import Mistake
from storage.organisations import OrganisationRow

MEDIA = {"png": PNG, "pdf": PDF, "svg": SVG}
OF_TABLES = {  # figure on the picture: the table, and the measure of its total
    "trained": ("onboarding_departments", "completed"),
    "teams": ("meetings_reached", "reached"),
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
    name = words.text("account.picture", asked.locale, asked.organisation.slug, period=year.period, form=form)
    return Made(name, MEDIA[form], content)


def year_of(shown: Shown, organisation: OrganisationRow, locale: str) -> Year:
    """What is on the picture: the figures of the account that there are, the largest lists first."""
    labels = Labels(locale, organisation.slug, {})
    account = shown.account
    figures: dict[str, Figure] = {
        "received": account.received,
        "answered": account.answered.reports,
        "closed": account.closed.reports,
    }
    tables = {table.name: table for table in shown.tables}
    for name, (table, measure) in OF_TABLES.items():
        if table in tables and tables[table].total:
            figures[name] = tables[table].total[tables[table].measures.index(measure)]
    done = (
        {row.keys[0]: row.numbers[0] for row in tables["activities"].rows} if "activities" in tables else {}
    )
    figures |= {name: done[kind] for name, kind in OF_ACTIVITIES.items() if kind in done}
    counts = [Count(name, _short(figure)) for name, figure in figures.items() if _is_told(figure)][: MOST + 1]
    lines = sorted((one for one in account.themes if one.number), key=lambda one: -one.number)[:BARS]
    most = max((line.number for line in lines), default=1)
    bars = [Bar(labels.line(line), str(line.number), line.number / most) for line in lines]
    return Year(organisation, _period(shown, labels), counts, bars)


def said(shown: Shown, organisation: OrganisationRow, locale: str) -> str:
    """The picture in words, for who cannot see it."""
    return year_words(year_of(shown, organisation, locale), locale)


def _is_told(figure: Figure) -> bool:
    return isinstance(figure, Below) or (isinstance(figure, int) and figure > 0)


def _short(figure: Figure) -> str:
    return f"< {figure.limit}" if isinstance(figure, Below) else str(figure)


def _period(shown: Shown, labels: Labels) -> str:
    first, last = shown.account.first, shown.account.last
    if (first.month, first.day, last.month, last.year) == (1, 1, 12, first.year):
        return str(first.year)
    return labels.short_period(first, last)
