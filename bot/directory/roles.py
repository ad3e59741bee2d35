"""No role comes, goes or changes hands in silence, by whatever road: settings, a file, Entra, a last day.

Whoever ends loses access at once; then the others who have a role hear that something changed, and the trail,
which the privacy officer reads, says of whom."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from bot import notices
from storage import audit, roles
from storage.organisations import OrganisationRow
from storage.roles import Holder
from storage.vault import Vault


def settle(session: Session, vault: Vault, organisation: OrganisationRow, now: datetime) -> bool:
    """Tells what changed since the last time, in the unit of work that changed it; gives whether any did.

    Safe to do at any time, and in several replicas: what was told is kept, and not told again."""
    after = roles.holders_now(session, organisation.id)
    before = roles.holders_before(session, organisation.id)
    changes = _held_back(session, organisation.id)
    if before != after:
        roles.keep_holders(session, organisation.id, after)
        if before is not None:  # else nobody had a role before: there is nobody who could be surprised
            changes += _changes({one.person_id: one for one in before}, {one.person_id: one for one in after})
    for person_id, what, detail in changes:
        about = ("system", what, organisation.id, f"person:{person_id}", detail)
        audit.append(session, vault.audit_secret, now.isoformat(timespec="seconds"), *about)
    touched = {person_id for person_id, what, _ in changes if what != "role.reached"}
    others = [one.person_id for one in after if touched - {one.person_id}]
    notices.roles_changed(session, vault, organisation, now, others)
    return bool(changes)


def _held_back(session: Session, organisation_id: int) -> list[tuple[int, str, str]]:
    """Who has an address of the settings by now, and not the role, as far as nobody heard of it yet."""
    new = [one for one in roles.named(session, organisation_id) if one.candidate_id and not one.told]
    for one in new:
        roles.name(session, organisation_id, one._replace(told=True))
    return [(one.candidate_id or 0, "role.held_back", "") for one in new]


def _changes(before: dict[int, Holder], after: dict[int, Holder]) -> list[tuple[int, str, str]]:
    """Person, what happened (an action of the trail), and which roles it is about."""
    found: list[tuple[int, str, str]] = []
    for person_id in sorted(before.keys() | after.keys()):
        was, has = before.get(person_id), after.get(person_id)
        if has is None and was:
            found.append((person_id, "role.ended", was.roles))
        elif was is None and has:
            found.append((person_id, "role.given", has.roles))
        elif was and has:
            found += [(person_id, what, has.roles) for what in _differences(was, has)]
    return found


def _differences(was: Holder, has: Holder) -> Collection[str]:
    found = ["role.changed"] if was.roles != has.roles else []
    found += ["role.renamed"] if was.name != has.name else []
    if was.addresses != has.addresses:
        new = set(has.addresses.split()) - set(was.addresses.split())
        # The first account is how somebody is found; another one beside it is worth a look.
        found.append("role.account" if new and was.addresses else "role.reached")
    return found
