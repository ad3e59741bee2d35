"""What stands in an account, on whatever it is written or shown. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from bot.account.assembly import AccountView
from bot.account.commitments import Line
from bot.account.disclosure.figures import Account
from bot.account.disclosure.kinds import INTERNAL
from bot.account.periods import halves
from bot.account.workbook import breakdowns, cover, cross_tables, promised, summary, table_sheets, tabs
from bot.account.workbook.cover import Edition
from bot.account.workbook.labels import Labels
from bot.account.workbook.layout import About, Book, Sheet
from bot.foundation.sanitize import clean


def places(names: Mapping[str, str]) -> dict[int, str]:
    """Departments by id, of the names by code."""
    return {int(code[11:]): name for code, name in names.items() if code.startswith("department/")}


def book(
    shown: Account,
    edition: Edition,
    labels: Labels,
    rest: AccountView | None = None,
    told: Mapping[str, Mapping[str, str]] | None = None,
    promises: Sequence[Line] = (),
) -> Book:
    """The whole workbook in words and numbers. What has no table to show is only named on the first sheet."""
    title, period = labels.say("workbook.title"), labels.period(shown.first, shown.last)
    name = clean(edition.organisation)
    pieces = rest.pieces if rest else ()
    is_exact = rest is not None and rest.afresh
    several = len(pieces) > 1 and not is_exact
    of_halves = [(piece.half, piece.told.account) for piece in pieces] if several else []
    story = summary.stories(told or {}, labels)
    kept = promised.sheet(promises, labels)
    sheets = (
        *((kept,) if kept else ()),
        *((summary.summary(shown, rest.before, rest.tables, labels),) if rest else ()),
        *_themes(shown, labels),
        breakdowns.months(shown, labels),
        cross_tables.cross(shown, labels),
        breakdowns.identities(shown, labels),
        breakdowns.origins(shown, labels),
        *((breakdowns.departments(shown, labels),) if labels.departments else ()),
        breakdowns.outcomes(shown, labels),
        breakdowns.redirects(shown, labels),
        cross_tables.days(shown, labels, of_halves, is_exact=is_exact),
        *(table_sheets.sheets(rest.tables, rest.names, labels) if rest else ()),
        *((story,) if story else ()),
    )
    return Book(
        title=f"{title}, {name}, {period}",
        about=About(name, edition.code, shown.first, shown.last, edition.kind, _version(rest)),
        language=labels.locale,
        footer=f"{name}, {period}",
        page=labels.say("workbook.page", page="&P", pages="&N"),
        mark=labels.say("workbook.front.confidential") if edition.kind == INTERNAL else "",
        tabs={tab: labels.say(f"workbook.tabs.{tab}") for tab in tabs.TABS},
        withheld=labels.say("workbook.front.withheld"),
        standing=tuple(_standing(rest, edition, labels)),
        front=cover.front(
            shown, edition, labels, [one for one in sheets if not one.columns], rest, story is None
        ),
        sheets=tuple(sheet for sheet in sheets if sheet.columns),
    )


def _version(rest: AccountView | None) -> str:
    """The final half-years that it is made of; "live" where any of it is counted afresh."""
    if rest is None or rest.afresh or not all(piece.version for piece in rest.pieces):
        return "live"
    return " ".join(f"{piece.half}v{piece.version}" for piece in rest.pieces)


def _standing(rest: AccountView | None, edition: Edition, labels: Labels) -> Iterator[str]:
    """When it was counted, and which half-years are final or not, by name."""
    if rest is None:
        return
    yield labels.say("workbook.front.standing.made", day=labels.day(edition.made_on))
    found: dict[str, list[str]] = {"final": [], "open": []}
    for piece in rest.pieces:
        days = piece.told.account.first, piece.told.account.last
        found["final" if piece.version else "open"] += map(labels.half, halves(*days))
    for name, some in found.items():
        if some:
            yield labels.say(f"workbook.front.standing.{name}", halves=", ".join(some))


def _themes(shown: Account, labels: Labels) -> Iterator[Sheet]:
    """Themes; and where these cannot be compared in a chart, their groups."""
    themes = breakdowns.themes(shown, labels)
    yield themes
    groups = breakdowns.groups(shown, labels) if themes.columns and not themes.chart else None
    if groups:
        yield groups
