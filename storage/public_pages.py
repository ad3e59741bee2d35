"""Whether the page for who has no account is open: for everybody, or for who knows a word."""

from typing import Literal, NamedTuple

from sqlmodel import Session

from storage import purpose_keys, sealing
from storage.tables.casework import PublicPage
from storage.vault import Destroyed, Vault

PURPOSE = "public_page"
State = Literal["off", "on", "word"]
STATES: tuple[State, ...] = ("off", "on", "word")


class Page(NamedTuple):
    """`word` is as it was typed, and kept while the page is open without it."""

    state: State = "off"
    word: str = ""


def of(session: Session, vault: Vault, organisation_id: int) -> Page:
    """The page of an organisation; a closed one when nobody opened it."""
    row = session.get(PublicPage, organisation_id)
    if row is None:
        return Page()
    try:
        key = purpose_keys.get(vault, organisation_id, PURPOSE)
        return Page(*sealing.unseal(key, row.sealed, PURPOSE, organisation_id))
    except (Destroyed, sealing.CannotOpen):  # an older key database was put back: nobody knows the word
        return Page()


def put(session: Session, vault: Vault, organisation_id: int, page: Page) -> None:
    """Opens or closes the page of an organisation, or changes its word."""
    key = purpose_keys.make(vault, organisation_id, PURPOSE)
    sealed = sealing.seal(key, list(page), PURPOSE, organisation_id)
    session.merge(PublicPage(organisation_id=organisation_id, sealed=sealed))
    session.flush()
