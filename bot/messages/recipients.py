"""Plans a message for everybody of an organisation or of its target groups, a thousand people at a time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine

from bot.foundation.context import ZONE
from bot.messages import mailings, working_time
from storage import counted_once, recipients
from storage.db import reading, unit
from storage.organisations import OrganisationRow

PLANNED = "planned"  # the scope of what is planned to the last person


def bring(
    engine: Engine,
    organisation: OrganisationRow,
    kind: str,
    key: str,
    about: str,
    groups: Sequence[str],
    now: datetime,
) -> int:
    """Plans a push for all who are in one of these target groups (keys; none: for all), in working time.

    Gives how many are new. When it breaks off half-way, the next time goes on; whoever comes later than that
    is left out."""
    done = f"{organisation.id}/{key}"
    with reading(engine) as session:
        if counted_once.taken(session, PLANNED, done):
            return 0
    today, moment = now.astimezone(ZONE).date(), working_time.next_moment(now, organisation)
    planned, last = 0, 0
    while True:
        with unit(engine) as session:
            people = recipients.page(session, organisation.id, groups, today, last)
            if not people:
                counted_once.take(session, PLANNED, done)
                return planned
            planned += mailings.plan(session, organisation.id, kind, key, people, moment, about)
            last = people[-1]
