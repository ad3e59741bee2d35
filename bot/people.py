"""The directory: the organisation and the people that the settings name."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from bot.organisations import add_organisation
from bot.settings import Settings
from storage import audit, directory, merging, newcomers, organisations, people, reports
from storage.db import one_at_a_time
from storage.organisations import OrganisationRow
from storage.people import AddressRow, PersonRow
from storage.vault import Vault

SOURCE = "settings"
LOCK = 0x62616B656E70  # replicas that start together


def apply_settings(session: Session, settings: Settings, slug: str = "") -> OrganisationRow:
    """Makes sure that the first organisation is there, and that exactly the people named in the settings have
    the roles the settings give. `slug` is its short name if it is made now. Raises Mistake for a bad one."""
    one_at_a_time(session.connection(), LOCK)
    organisation = _first(session, settings.baken_organisation, slug)
    people.take_roles(session, SOURCE)
    for role, named in settings.named().items():
        for who in named:
            people.give_role(session, _person(session, organisation.id, who), role, SOURCE)
    return organisation


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
    keys = [vault.handler_hash(one.organisation_id, one.id) for one in (known, twin)]
    reports.exclude_as(session, *keys)
    merging.merge(session, known.id, into=twin.id)
    told = ("system", "directory.changed", twin.organisation_id, f"person:{twin.id}")
    at = now.isoformat(timespec="seconds")
    audit.append(session, vault.audit_secret, at, *told, f"is person:{known.id} too")
    return True


def _person(session: Session, organisation_id: int, who: str) -> int:
    platform, colon, user = who.partition(":")
    if not colon:
        found = people.by_email(session, organisation_id, who)
        return found.id if found else people.add(session, organisation_id, who.partition("@")[0], who)
    known = people.by_address(session, platform, "", user)
    known = known or people.by_user(session, organisation_id, platform, user)
    if known:
        return known.id
    person_id = people.add(session, organisation_id, user)
    people.give_address(session, person_id, platform, "", user)
    return person_id
