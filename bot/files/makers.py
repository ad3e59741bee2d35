"""Makes the file that somebody ordered, by whichever room declares its kind."""

from datetime import datetime

from sqlmodel import Session

from bot.files.orders import Asked, Made, Maker
from bot.foundation.mistakes import Mistake
from bot.foundation.room import HOUSE
from bot.foundation.screen import FileOrder
from storage import organisations, people
from storage.vault import Vault


def asked(session: Session, vault: Vault, order: FileOrder, now: datetime) -> Asked:
    """An order with everything that its maker needs. Raises Mistake when the person has left."""
    person = people.still_here(session, order.person_id)
    organisation = organisations.by_id(session, person.organisation_id) if person else None
    if person is None or organisation is None:
        raise Mistake("not_allowed")
    return Asked(session, vault, organisation, person, order.argument, order.locale, now)


def make(asked: Asked, kind: str) -> Made:
    """The file. Raises Mistake when this person may not have it or there is no such kind."""
    maker: Maker | None = HOUSE.files.get(kind)
    if maker is None:
        raise Mistake("dialogue_changed")
    return maker(asked)
