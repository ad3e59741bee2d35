"""The account on a screen, as it stands now: word for word what the workbook of the same months shows."""

from bot import access, audiences
from bot.account import request
from bot.account.books import book, places
from bot.account.front import Edition
from bot.account.labels import Labels
from bot.account.sheets import Book
from bot.account.shown import assemble
from bot.files import Asked
from bot.mistakes import Mistake


def figures(asked: Asked) -> Book:
    """The workbook of the period in `asked.argument`, not written but to be shown. What this person may not
    know of is left out of it, as in the one that they would make. Raises Mistake."""
    if not asked.person.roles & access.MAY["export_account"]:
        raise Mistake("not_allowed")
    first, last = request.period(asked.argument)
    viewer = audiences.viewer_of(asked.vault, asked.person)
    shown = assemble(asked.session, asked.organisation.id, first, last, asked.today, viewer=viewer)
    labels = Labels(asked.locale, asked.organisation.slug, places(shown.names))
    edition = Edition(asked.organisation.name, asked.today, own=viewer is not None, kind="internal")
    return book(shown.account, edition, labels, shown)
