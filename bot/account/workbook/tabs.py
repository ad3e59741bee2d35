"""Which tables stand together on one sheet of the workbook, so that it prints on a few pages. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from bot.account.workbook.layout import Book, Sheet

TABS: Mapping[str, tuple[str, ...]] = {  # a sheet → the tables on it, in this order
    "short": ("organisations", "progress", "promised", "summary"),
    "themes": ("themes", "groups", "months", "cross"),
    "reports": (
        *("identities", "origins", "departments", "redirects"),
        *("outcomes", "outcomes_departments", "days", "days_departments", "satisfaction"),
    ),
    "people": (
        *("onboarding", "onboarding_departments", "onboarding_days", "onboarding_groups"),
        *("modules", "modules_departments"),
    ),
    "together": (
        *("meetings_reached", "meetings_held", "meetings_present", "meetings_not_reached"),
        *("week_activities", "week_participations", "week_participants", "week_votes"),
    ),
    "done": ("campaigns_sent", "campaigns", "campaigns_departments", "activities"),
    "stories": ("stories",),
}
MOST_COLUMNS = 7  # of a table that stands with others
OF = {name: tab for tab, names in TABS.items() for name in names}
ORDER = [name for names in TABS.values() for name in names]


def sheets(book: Book) -> Iterator[tuple[str, list[Sheet]]]:
    """What each sheet is called, and the tables on it; one table alone gives it its own name."""
    ranked = sorted(book.sheets, key=lambda sheet: ORDER.index(sheet.name))
    for (tab, _), some in groupby(ranked, lambda sheet: (OF[sheet.name], _is_broad(sheet) and sheet.name)):
        tables = list(some)
        yield (book.tabs[tab] if len(tables) > 1 else tables[0].tab), tables


def _is_broad(sheet: Sheet) -> bool:
    """Whether it would make all columns of others too narrow to read, once they are printed."""
    return len(sheet.columns) > MOST_COLUMNS


def named(name: str) -> str:
    """A name that Excel takes for a sheet."""
    return re.sub(r"[\[\]:*?/\\]", " ", name).strip(" '")[:28] or "Baken"


def unlike(names: Iterable[str]) -> Iterator[str]:
    """The same names, with a number where one was there before: Excel wants them all different."""
    taken: set[str] = set()
    for name in names:
        unlike, number = name, 1
        while unlike.lower() in taken:
            number += 1
            unlike = f"{name} {number}"
        taken.add(unlike.lower())
        yield unlike
