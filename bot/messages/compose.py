"""What a delivery says and where it goes: a notice from what is sealed, a push from whoever shows it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session

from bot.foundation.context import ZONE
from bot.foundation.room import HOUSE
from bot.foundation.screen import FileOrder, Screen
from bot.messages import notices
from bot.messages.courier import Address
from bot.messages.mailings import Moment, Recipient
from bot.messages.working_time import next_moment
from storage import catch_up, organisations, people
from storage.deliveries import Claimed
from storage.organisations import OrganisationRow
from storage.vault import Vault

HOPE = timedelta(hours=1)  # until it is looked again whether somebody is in a chat
HOPES = 48  # looks; who is found later gets it still, see bot/messages/catch_up.py


class Written(NamedTuple):
    """Ready to be brought; without an address it cannot be, and without content it is not wanted any more."""

    row: Claimed
    address: Address | None
    what: Screen | FileOrder | None
    why: str = ""
    later: datetime | None = None  # not now: outside working time, or (with a why) nobody is found yet


def write(
    session: Session,
    vault: Vault,
    rows: Sequence[Claimed],
    platforms: Collection[str],
    now: datetime,
    report: Callable[[Exception], None],
) -> list[Written]:
    """One letter for each row. What cannot be opened or shown is reported, and holds up no other."""
    people_found = people.reach(session, [row.person_id for row in rows if row.person_id], platforms)
    every = {id: organisations.by_id(session, id) for id in {row.organisation_id for row in rows}}
    written = []
    for row in rows:
        try:
            if row.person_id is None:
                written.append(Written(row, *notices.opened(vault, row)))
            else:
                written.append(_pushed(session, row, every, people_found[row.person_id], now))
        except Exception as error:  # noqa: BLE001 (a broken one must not hold up the others)
            report(error)
            written.append(Written(row, None, None, "broken"))
    return written


def _pushed(
    session: Session,
    row: Claimed,
    every: Mapping[int, OrganisationRow | None],
    person: people.Reach,
    now: datetime,
) -> Written:
    organisation = every[row.organisation_id]
    if not person.active or organisation is None:
        return Written(row, None, None)
    if person.address is None and person.email and row.attempts < HOPES:  # the chat was hardly asked yet
        return Written(row, None, None, catch_up.WAITS, later=now + HOPE)
    if person.address is None:
        return Written(row, None, None, "not_found" if person.email else "no_email")
    if HOUSE.messages[row.kind].in_working_time and (moment := next_moment(now, organisation)) > now:
        return Written(row, None, None, later=moment)
    who = Recipient(person.id, person.name, person.email)
    today = now.astimezone(ZONE).date()
    screen = HOUSE.messages[row.kind].show(
        Moment(session, organisation, who, row.about, person.locale, today)
    )
    if screen is not None and screen.confidential:
        raise ValueError("a confidential screen may not be a message")
    return Written(row, Address(*person.address), screen)
