"""The directory: the organisation and the people that the settings name."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from bot.foundation.organisations import add_organisation
from bot.foundation.settings import Settings
from storage import audit, directory, exclusions, merging, newcomers, organisations, people, roles
from storage.db import one_at_a_time
from storage.locks import Lock
from storage.organisations import OrganisationRow
from storage.people import AddressRow, PersonRow
from storage.roles import Named
from storage.tables.directory import Person
from storage.vault import Vault

SOURCE = "settings"


def apply_settings(session: Session, settings: Settings, slug: str = "") -> OrganisationRow:
    """Makes sure that the first organisation is there, and that exactly the people named in the settings have
    the roles the settings give. `slug` is its short name if it is made now. Raises Mistake for a bad one."""
    one_at_a_time(session.connection(), Lock.DIRECTORY)
    organisation = _first(session, settings.baken_organisation, slug)
    people.take_roles(session, SOURCE)
    named = settings.named()
    known = {one.entry: one for one in roles.named(session, organisation.id)}
    for entry in dict.fromkeys(entry for entries in named.values() for entry in entries):
        known[entry] = _who(session, organisation.id, entry, known.get(entry))
        roles.name(session, organisation.id, known[entry])
    roles.forget_others(session, organisation.id, {one for entries in named.values() for one in entries})
    for role, entries in named.items():
        for entry in entries:
            people.give_role(session, known[entry].person_id, role, SOURCE)
    return organisation


def _who(session: Session, organisation_id: int, entry: str, before: Named | None) -> Named:
    """Who an entry is: whoever it was found to be at first. When another human has that address by now, they
    are kept beside it, without the role, until that is confirmed."""
    found = _find(session, organisation_id, entry)
    if before is None:
        return Named(entry, found or _add(session, organisation_id, entry), None)
    candidate = found if found != before.person_id else None
    if candidate == before.candidate_id:
        return before
    return before._replace(candidate_id=candidate, told=False)


def _first(session: Session, name: str, slug: str) -> OrganisationRow:
    """The first organisation under the name in the settings. Its short name stays: own words, tokens and
    addresses lead to it."""
    every = organisations.everyone(session)
    if not every:
        return add_organisation(session, name, slug)
    if every[0].name != name:
        return organisations.rename(session, every[0].id, every[0].slug, name)
    return every[0]


def recognise(
    session: Session,
    vault: Vault,
    now: datetime,
    organisation_ids: Collection[int],
    address: AddressRow,
    email: str,
) -> bool:
    """Somebody who says hello on a platform is whom the directory knows by that id or by that e-mail address.
    Whether they are known now."""
    known = people.by_address(session, address.platform, address.workspace, address.user)
    if known:
        of_settings = email and not known.email  # for others there is nothing to look up
        if of_settings and (twin := people.by_email(session, known.organisation_id, email)):
            one_human(session, vault, now, known, twin)
        return True
    for organisation_id in organisation_ids:
        same_id = directory.by_directory_ids(session, organisation_id, [address.user])
        found = same_id[0] if same_id else email and people.by_email(session, organisation_id, email)
        if found:
            people.give_address(session, found.id, *address)
            newcomers.forget(session, address)
            return True
    return False


def one_human(session: Session, vault: Vault, now: datetime, known: PersonRow, twin: PersonRow) -> bool:
    """Whom the settings name by a user id turns out to be somebody whom the directory has by e-mail address.

    From now on they are that one person: with both, a reporter who leaves out the one would leave in the
    other. What the first may not know of, the other may not either. Whether they are one now: not when the
    first has an e-mail address too, nor when the other has left."""
    if known.id == twin.id:
        return True
    if (
        known.email
        or known.organisation_id != twin.organisation_id
        or not people.still_here(session, twin.id)
    ):
        return False
    keys = [vault.handler_keys(one.organisation_id, one.id) for one in (known, twin)]
    exclusions.exclude_as(session, *keys)
    merging.merge(session, known.id, into=twin.id)
    told = ("system", "directory.changed", twin.organisation_id, f"person:{twin.id}")
    at = now.isoformat(timespec="seconds")
    audit.append(session, vault.audit_secret, at, *told, f"is person:{known.id} too")
    return True


def join(session: Session, vault: Vault, now: datetime, one: int, into: int) -> None:
    """Two people of one organisation turn out to be one human: the administrator says so.

    What either may not know of, the one may not know of; modules and certificates are united. Each chat
    account opens the reports that were handed in there, as before: who joins people opens nothing."""
    organisation_id = session.get_one(Person, into).organisation_id
    keys = [vault.handler_keys(organisation_id, person_id) for person_id in (one, into)]
    exclusions.exclude_as(session, *keys)
    merging.merge(session, one, into=into)
    left = session.get_one(Person, one)
    stays = session.get_one(Person, into)
    stays.active = True
    ids = {name: getattr(left, name) for name in ("email", "user_name", "directory_id", "personnel_number")}
    left.email, left.user_name, left.directory_id, left.personnel_number = "", None, None, None
    session.flush()
    for name, value in ids.items():
        if value and not getattr(stays, name):
            setattr(stays, name, value)
    told = ("system", "directory.joined", organisation_id, f"person:{into}", f"is person:{one} too")
    audit.append(session, vault.audit_secret, now.isoformat(timespec="seconds"), *told)


def confirm(session: Session, vault: Vault, now: datetime, organisation_id: int, entry: str) -> bool:
    """An address of the settings means the human who has it now; gives whether there was anybody else.

    The role moves at once; the trail tells of both."""
    for one in roles.named(session, organisation_id):
        if one.entry == entry and one.candidate_id:
            people.move_roles(session, one.person_id, one.candidate_id, SOURCE)
            roles.name(session, organisation_id, Named(entry, one.candidate_id, None))
            told = ("system", "role.confirmed", organisation_id, f"person:{one.candidate_id}")
            at = now.isoformat(timespec="seconds")
            audit.append(session, vault.audit_secret, at, *told, f"was person:{one.person_id}")
            return True
    return False


def _find(session: Session, organisation_id: int, entry: str) -> int | None:
    """Who has an address of the settings now, active or not."""
    platform, colon, user = entry.partition(":")
    if colon:
        return roles.of_user(session, organisation_id, platform, user)
    found = people.by_email(session, organisation_id, entry)
    return found.id if found else None


def _add(session: Session, organisation_id: int, entry: str) -> int:
    platform, colon, user = entry.partition(":")
    if not colon:
        return people.add(session, organisation_id, entry.partition("@")[0], entry)
    person_id = people.add(session, organisation_id, user)
    people.give_address(session, person_id, platform, "", user)
    return person_id
