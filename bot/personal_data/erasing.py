"""Somebody who left is erased: looked at first, then done in one unit of work, and told in the trail."""

from datetime import date, datetime

from sqlmodel import Session

from bot.directory import identity, returning, roles
from bot.foundation.context import ZONE, Context, Visitor
from bot.foundation.mistakes import Mistake
from bot.integrity_week import participant
from storage import audit, erasing, week
from storage.directory import Known
from storage.erasing import Counts
from storage.organisations import OrganisationRow
from storage.tables.directory import NAMELESS
from storage.vault import Vault

BY_ITSELF = Visitor("system")


def check(session: Session, person: Known, today: date) -> None:
    """Raises Mistake for whoever cannot be erased: who works here, whom the settings name, who is erased."""
    if person.name == NAMELESS:
        raise Mistake("person_erased")
    if not identity.gone(person, today):
        raise Mistake("person_still_here")
    if erasing.is_named(session, person.id):
        raise Mistake("person_in_settings")


def look(session: Session, person: Known, now: datetime) -> Counts:
    """How many rows there are of somebody, of each kind, without changing any. Raises Mistake."""
    check(session, person, now.astimezone(ZONE).date())
    return erasing.would(session, person.id)


def erase(
    session: Session, vault: Vault, organisation: OrganisationRow, person: Known, now: datetime
) -> Counts:
    """Takes away all that tells who somebody is, in this unit of work; gives what `look` gave.

    The trail says that it was done, with their number. Raises Mistake."""
    counts = look(session, person, now)
    joined = erasing.activities(session, person.id)
    hashes = returning.hashes(session, vault, organisation.id, person.id)
    today = now.astimezone(ZONE).date()
    erasing.erase(session, person.id, today, hashes)
    ctx = Context.of(session, vault, BY_ITSELF, organisation, now)
    for id in joined:
        if activity := week.activity(session, organisation.id, id, True):
            participant.promote(ctx, activity)
    roles.settle(session, vault, organisation, now)
    tell(session, vault, organisation.id, person.id, "person.erased", now)
    return counts


def tell(
    session: Session, vault: Vault, organisation_id: int, person_id: int, what: str, now: datetime
) -> None:
    """The trail says what the administrator did, and to whom by number alone."""
    about = ("system", what, organisation_id, f"person:{person_id}")
    audit.append(session, vault.audit_secret, now.isoformat(timespec="seconds"), *about)
