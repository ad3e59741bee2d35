"""No role comes, goes or changes hands in silence, by whatever road: settings, a file, Entra, a last day.

Whoever ends loses access at once; then the others who have a role hear that something changed, and the trail,
which the privacy officer reads, says of whom."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from bot.directory import returning, succession
from bot.foundation.context import Context, Visitor
from bot.messages import notices
from storage import audit, roles
from storage.db import one_at_a_time
from storage.locks import Lock
from storage.organisations import OrganisationRow
from storage.roles import Holder
from storage.vault import Vault

# In the trail alone: who was found in chat, and the roles that were there at the first look, when there was
# nobody yet who could be surprised.
QUIET = ("role.reached", "role.first")


def settle(session: Session, vault: Vault, organisation: OrganisationRow, now: datetime) -> bool:
    """Tells what changed since the last time, in the unit of work that changed it; gives whether any did.

    Safe to do at any time, and in several replicas: what was told is kept, and not told again."""
    organisation_id = organisation.id
    returning.carry_over(session, vault, organisation_id)
    before, after = _watched(session, organisation_id)
    if before != after:
        # Before anything waits for the trail, which whoever changes a report does last.
        succession.keep_from_newcomers(session, vault, organisation_id, before, after)
        one_at_a_time(session.connection(), Lock.TRAIL)  # or two replicas would tell the same
        before, after = _watched(session, organisation_id)
    changes: list[tuple[int, str, str]] = []
    if before != after:
        roles.keep_holders(session, organisation.id, after)
        changes = _changes(
            None if before is None else {one.person_id: one for one in before},
            {one.person_id: one for one in after},
        )
    changes += _held_back(session, organisation.id)
    for person_id, what, detail in changes:
        about = ("system", what, organisation.id, f"person:{person_id}", detail)
        audit.append(session, vault.audit_secret, now.isoformat(timespec="seconds"), *about)
    touched = {person_id for person_id, what, _ in changes if what not in QUIET}
    others = [one.person_id for one in after if touched - {one.person_id}]
    ctx = Context.of(session, vault, Visitor("system"), organisation, now)
    notices.to_staff(ctx, "roles_changed", others)
    return any(what != "role.first" for _, what, _ in changes)


def _watched(session: Session, organisation_id: int) -> tuple[list[Holder] | None, list[Holder]]:
    """Who had which role when it was last looked at, and who has now."""
    return roles.holders_before(session, organisation_id), roles.holders_now(session, organisation_id)


def _held_back(session: Session, organisation_id: int) -> list[tuple[int, str, str]]:
    """Who has an address of the settings by now, and not the role, as far as nobody heard of it yet."""
    new = [one for one in roles.named(session, organisation_id) if one.candidate_id and not one.told]
    for one in new:
        roles.name(session, organisation_id, one._replace(told=True))
    return [(one.candidate_id or 0, "role.held_back", "") for one in new]


def _changes(before: dict[int, Holder] | None, after: dict[int, Holder]) -> list[tuple[int, str, str]]:
    """Person, what happened (an action of the trail), and which roles it is about."""
    if before is None:
        return [(person_id, "role.first", has.roles) for person_id, has in after.items()]
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
