"""Who makes which kind of file, and who draws which kind of picture: a line for each kind."""

from datetime import datetime

from sqlmodel import Session

from bot.account import picture, request
from bot.files.orders import Asked, Made, Maker
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import FileOrder
from bot.integrity_week import dilemmas
from bot.integrity_week import files as integrity_week_files
from bot.learning import files as learning_files
from bot.screens.pictures import Draw
from bot.team_meetings import files as team_meetings_files
from storage import organisations, people
from storage.vault import Vault

DRAWS: dict[str, Draw] = {
    dilemmas.KIND: dilemmas.draw,
    picture.KIND: picture.draw,
}
MAKERS: dict[str, Maker] = {
    "account": request.workbook,
    "picture": picture.make,
    "calendar": integrity_week_files.calendar,
    "poster": integrity_week_files.poster,
    "handout": team_meetings_files.handout,
    "certificate": learning_files.make,
}


def asked(session: Session, vault: Vault, order: FileOrder, now: datetime) -> Asked:
    """An order with everything that its maker needs. Raises Mistake when the person has left."""
    person = people.still_here(session, order.person_id)
    organisation = organisations.by_id(session, person.organisation_id) if person else None
    if person is None or organisation is None:
        raise Mistake("not_allowed")
    return Asked(session, vault, organisation, person, order.argument, order.locale, now)


def make(asked: Asked, kind: str) -> Made:
    """The file. Raises Mistake when this person may not have it or there is no such kind."""
    maker = MAKERS.get(kind)
    if maker is None:
        raise Mistake("dialogue_changed")
    return maker(asked)
