"""The last step before figures are kept: somebody who has all others tries to find out what they hide."""

from collections.abc import Callable

from sqlmodel import Session

from bot.account import tables
from bot.account.attack import apart
from bot.account.attack.people import PEOPLE
from bot.account.attack.reader import Version
from bot.account.disclosure.disclosed import Disclosed, load
from bot.account.disclosure.publishing import publish
from bot.account.periods import days_of
from storage import closings


def prepared(
    session: Session, organisation_id: int, half: str, version: int
) -> Callable[[Disclosed], Disclosed]:
    """What makes of something that is protected what may be told of a half-year: all of it that holds
    against every other account. It takes seconds, and needs no session any more."""
    others = [
        Version(row.half, row.version, load(row.told))
        for one in closings.closed(session, organisation_id)
        for row in closings.versions(session, organisation_id, one)
    ]
    public = tables.public(session, organisation_id, days_of(half)[1])

    def published(protected: Disclosed) -> Disclosed:
        with apart.attacker(others, half, version, public) as attack:
            return publish(protected, attack, PEOPLE)

    return published
