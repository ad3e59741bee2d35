"""The account on a screen, as it stands now: word for word what the internal workbook of them shows."""

from bot.account import commitments, request
from bot.account.assembly import assemble
from bot.account.disclosure.kinds import INTERNAL
from bot.account.workbook.book import book, places
from bot.account.workbook.cover import Edition
from bot.account.workbook.labels import Labels
from bot.account.workbook.layout import Book
from bot.files.orders import Asked
from bot.foundation import access
from bot.foundation.mistakes import Mistake
from bot.reports import readers
from storage import audit


def figures(asked: Asked) -> Book:
    """The workbook of the period in `asked.argument`, not written but to be shown. What this person may not
    know of is left out of it, as in the one that they would make. The audit trail is told. Raises Mistake."""
    if not asked.person.roles & access.MAY["export_account"]:
        raise Mistake("not_allowed")
    first, last = request.period(asked.argument)
    viewer = readers.viewer_of(asked.vault, asked.person)
    shown = assemble(asked.session, asked.organisation.id, first, last, asked.today, viewer=viewer)
    slug, threshold = asked.organisation.slug, shown.account.threshold
    labels = Labels(asked.locale, slug, places(shown.names), threshold)
    edition = Edition(
        asked.organisation.name, asked.today, own=shown.afresh, kind=INTERNAL, code=asked.organisation.slug
    )
    audit.append(
        asked.session,
        asked.vault.audit_secret,
        at=asked.now.isoformat(timespec="seconds"),
        actor=f"person:{asked.person.id}",
        action="account.viewed",
        organisation_id=asked.organisation.id,
        detail=f"{first:%Y-%m} > {last:%Y-%m} {INTERNAL}",
    )
    of = (asked.session, asked.vault, asked.organisation.id, shown, asked.today)
    return book(shown.account, edition, labels, shown, promises=commitments.of_account(*of))
