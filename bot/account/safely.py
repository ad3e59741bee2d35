"""The last step before figures are kept: somebody who has all others tries to find out what they hide."""

from sqlmodel import Session

from bot.account import tables
from bot.account.attack import apart
from bot.account.attack.people import PEOPLE
from bot.account.attack.reader import Version
from bot.account.disclosure.disclosed import Disclosed, load
from bot.account.disclosure.publishing import publish
from bot.account.periods import days_of
from storage import closings


def published(
    session: Session, organisation_id: int, half: str, version: int, protected: Disclosed
) -> Disclosed:
    """What may be told of a half-year: of what is protected, all that holds against every other account."""
    others = [
        Version(row.half, row.version, load(row.told))
        for one in closings.closed(session, organisation_id)
        for row in closings.versions(session, organisation_id, one)
    ]
    public = tables.public(session, organisation_id, days_of(half)[1])
    with apart.attacker(others, half, version, public) as attack:
        return publish(protected, attack, PEOPLE)
