"""Who comes to a workspace: matched to a person by e-mail address, or put on a list for the coordinator.

Only the platform's own word that somebody joined or that the app was added leads here. Reporting never does,
and no time is kept.
"""

from collections.abc import Collection

from sqlmodel import Session

from storage import newcomers, people, starting
from storage.people import AddressRow

LONGEST = 200  # characters


def noticed(
    session: Session, organisation_ids: Collection[int], address: AddressRow, name: str, email: str = ""
) -> bool:
    """Somebody joined. The person with that e-mail address gets the chat address; else they come on the list
    of every organisation that the workspace serves. Whether they are known now. Safe to do twice."""
    if people.by_address(session, address.platform, address.workspace, address.user):
        return True
    for organisation_id in organisation_ids:
        person = people.by_email(session, organisation_id, email) if email else None
        if person:
            people.give_address(session, person.id, *address)
            starting.soon(session, organisation_id)
            newcomers.forget(session, address)
            return True
    for organisation_id in organisation_ids:
        newcomers.put(session, organisation_id, address, name[:LONGEST], email.lower()[:LONGEST])
    return False


def match_all(session: Session, organisation_id: int) -> int:
    """Matches those on the list whose e-mail address came to the directory later; gives how many."""
    matched = 0
    for row in newcomers.waiting(session, organisation_id):
        person = people.by_email(session, organisation_id, row.email) if row.email else None
        if person:
            people.give_address(session, person.id, *row.address)
            newcomers.forget(session, row.address)
            matched += 1
    return matched
