"""The account on a screen, as it stands now: word for word what the workbook of the same months shows."""

from collections.abc import Mapping

from bot import access, audiences
from bot.account import front, grids, lists, request, summary, table_sheets
from bot.account.front import Edition
from bot.account.labels import Labels
from bot.account.sheets import Book
from bot.account.shown import assemble
from bot.files import Asked
from bot.mistakes import Mistake


def book(asked: Asked) -> Book:
    """The workbook of the period in `asked.argument`, not written but to be shown. With what this person may
    not know of left out, as in the one that they would make. Raises Mistake."""
    if not asked.person.roles & access.MAY["export_account"]:
        raise Mistake("not_allowed")
    first, last = request.period(asked.argument)
    viewer = audiences.viewer_of(asked.vault, asked.person)
    shown = assemble(asked.session, asked.organisation.id, first, last, asked.today, viewer=viewer)
    account, labels = shown.account, Labels(asked.locale, asked.organisation.slug, _places(shown.names))
    halves = [(piece.half, piece.told.account) for piece in shown.pieces] if len(shown.pieces) > 1 else []
    sheets = (
        summary.summary(account, shown.before, shown.tables, labels),
        lists.themes(account, labels),
        lists.months(account, labels),
        grids.cross(account, labels),
        lists.identities(account, labels),
        *((lists.departments(account, labels),) if labels.departments else ()),
        lists.outcomes(account, labels),
        lists.redirects(account, labels),
        grids.days(account, labels, halves),
        *table_sheets.sheets(shown.tables, shown.names, labels),
    )
    edition = Edition(asked.organisation.name, asked.today, own=viewer is not None, kind="internal")
    untold = [one for one in sheets if not one.columns]
    told = tuple(one for one in sheets if one.columns)
    return Book(
        labels.period(account.first, account.last),
        asked.locale,
        "",
        "",
        front.front(account, edition, labels, untold, shown),
        told,
    )


def _places(names: Mapping[str, str]) -> dict[int, str]:
    """Departments by id, of the names by code."""
    return {
        int(code.partition("/")[2]): name for code, name in names.items() if code.startswith("department/")
    }
