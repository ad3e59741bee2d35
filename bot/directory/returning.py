"""Whoever was erased and comes back is somebody new, who may still not know of what was kept from them."""

from sqlmodel import Session

from storage import erasing, exclusions, roles
from storage.vault import Vault


def hashes(session: Session, vault: Vault, organisation_id: int, person_id: int) -> list[str]:
    """By what somebody is known again, as keyed hashes."""
    found = erasing.marks(session, person_id)
    return [vault.person_mark(organisation_id, kind, value) for kind, value in found]


def carry_over(session: Session, vault: Vault, organisation_id: int) -> None:
    """Looks at everybody with a role, before they read anything: in the unit of work that gave it."""
    if not erasing.has_marks(session, organisation_id):
        return
    for one in roles.holders_now(session, organisation_id):
        theirs = hashes(session, vault, organisation_id, one.person_id)
        now = vault.handler_keys(organisation_id, one.person_id)
        for number in erasing.known_by(session, organisation_id, theirs):
            exclusions.exclude_as(session, vault.handler_keys(organisation_id, number), now)
