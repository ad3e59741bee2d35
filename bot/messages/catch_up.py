"""Who was in no chat when a message came, and is in one now, gets what is still of use: lessons from the
first one on, as the programme has them, and of the rest what is not old, each once."""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from bot.foundation.context import ZONE
from storage import catch_up
from storage.db import reading, unit
from storage.organisations import OrganisationRow

SOME = 1_000  # messages in one unit of work
OF_USE = timedelta(
    days=30
)  # after the day for which it was planned; modules are of use until they are finished


def plan(engine: Engine, organisation: OrganisationRow, now: datetime) -> int:
    """Plans what can reach people now; gives how many messages."""
    today, planned = now.astimezone(ZONE).date(), 0
    while True:
        with reading(engine) as session:
            missed = catch_up.missed(session, organisation.id, SOME)
        modules = [one for one in missed if one.kind == "module"]
        fresh = [one for one in missed if one.kind != "module" and one.planned_on >= today - OF_USE]
        first = {one[1:4]: one.id for one in sorted(fresh, key=lambda one: one.planned_on, reverse=True)}
        left = {one.id for one in missed if one.kind != "module"} - set(first.values())
        if missed:
            with unit(engine) as session:
                catch_up.give_back(session, modules, today)
                catch_up.bring(session, list(first.values()), now)
                catch_up.leave(session, list(left))
        planned += len(first)
        if len(missed) < SOME:
            return planned
