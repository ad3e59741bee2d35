"""The account on a screen, as it stands now: word for word what the workbook of the same months shows."""

from bot.account import commitments, request
from bot.account.assembly import assemble
from bot.account.workbook.book import book, places
from bot.account.workbook.cover import Edition
from bot.account.workbook.labels import Labels
from bot.account.workbook.layout import Book
from bot.files.orders import Asked
from bot.foundation import access
from bot.foundation.mistakes import Mistake
from bot.reports import readers


def figures(asked: Asked) -> Book:
    """The workbook of the period in `asked.argument`, not written but to be shown. What this person may not
    know of is left out of it, as in the one that they would make. Raises Mistake."""
    if not asked.person.roles & access.MAY["export_account"]:
        raise Mistake("not_allowed")
    first, last = request.period(asked.argument)
    viewer = readers.viewer_of(asked.vault, asked.person)
    shown = assemble(asked.session, asked.organisation.id, first, last, asked.today, viewer=viewer)
    labels = Labels(asked.locale, asked.organisation.slug, places(shown.names))
    edition = Edition(asked.organisation.name, asked.today, own=viewer is not None, kind="internal")
    of = (asked.session, asked.vault, asked.organisation.id, shown, asked.today, "internal", viewer)
    return book(shown.account, edition, labels, shown, promises=commitments.of_account(*of))
