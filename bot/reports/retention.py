"""How long a report is kept: as long as the norms say after it was closed, then it is destroyed for good.

Destroyed is its key, which opens it also in every backup of the main database (see docs/privacy.md). What is
counted stays. Nothing is destroyed before the coordinators had two weeks to look, nor while something has to
happen with a report. The source of the terms is the model protocol of the CCV, step 2: one year after a
decision to do nothing; longer ones are the municipality's own (docs/handling.md).
"""

from datetime import date, datetime
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from bot.foundation import audit
from bot.foundation.context import ZONE, Context, Visitor
from bot.messages import notices, working_time
from bot.reports import conversation, links, norms, satisfaction
from storage import organisations, reports, retention
from storage.db import one_at_a_time, reading, unit
from storage.locks import Lock
from storage.organisations import OrganisationRow
from storage.people import PersonRow
from storage.vault import Vault
from storage.work_list import ENDING

SOME = 100  # reports in one unit of work

# Where no file speaks of what was destroyed, as far as this process knows. Not at its start: the one before
# may have died between the two.
_tidy: WeakKeyDictionary[Engine, set[int]] = WeakKeyDictionary()


class Round(NamedTuple):
    """What one round did, or would do: how many reports it warned of, and how many it destroyed."""

    warned: int
    destroyed: int


def run(engine: Engine, vault: Vault, now: datetime, dry: bool = False) -> Round:
    """Warns of what ends soon, and destroys what is over. Safe in several replicas, at any moment it stops:
    what is half destroyed has no key any more, and the next round does the rest. `dry` only counts."""
    with reading(engine) as session:
        everyone = organisations.everyone(session)
    rounds = [_of(engine, vault, organisation, now, dry) for organisation in everyone]
    return Round(sum(one.warned for one in rounds), sum(one.destroyed for one in rounds))


def _of(engine: Engine, vault: Vault, organisation: OrganisationRow, now: datetime, dry: bool) -> Round:
    today = now.astimezone(ZONE).date()
    if dry:
        with reading(engine) as session:
            soon = retention.to_warn(session, organisation.id, today, today + ENDING)
            over = retention.to_destroy(session, organisation.id, today, today - norms.TO_LOOK)
            return Round(len(soon), len(over))
    warned = destroyed = 0
    told: set[int] = set()
    in_time = working_time.next_moment(now, organisation) == now.astimezone(ZONE)
    while in_time and (some := _warn(engine, vault, organisation, now, today, told)):
        warned += some
    tidy = _tidy.setdefault(engine, set())
    while some := _destroy(engine, vault, organisation, now, today):
        destroyed += some
        tidy.discard(organisation.id)
    if organisation.id not in tidy:
        links.forget(engine, vault, organisation, now)
        tidy.add(organisation.id)
    return Round(warned, destroyed)


def _warn(
    engine: Engine, vault: Vault, organisation: OrganisationRow, now: datetime, today: date, told: set[int]
) -> int:
    """Tells the coordinators who may know of them, or the deputy, or else whoever may, that reports end soon;
    who was `told` in this round is not told again."""
    with unit(engine) as session:
        one_at_a_time(session.connection(), Lock.RETENTION)
        ctx = Context.of(session, vault, Visitor("system"), organisation, now)
        found = retention.to_warn(session, organisation.id, today, today + ENDING, SOME)
        people: dict[int, PersonRow] = {}
        for report in found:
            reports.change(session, report.id, warned_on=today)
            every = conversation.readers(ctx, report)
            over = [person for person in every if person.roles & {"coordinator", "deputy"}]
            people |= {person.id: person for person in over or every}
        notices.ending(ctx, [person for person in people.values() if person.id not in told])
        told |= {*people}
    return len(found)


def _destroy(engine: Engine, vault: Vault, organisation: OrganisationRow, now: datetime, today: date) -> int:
    with unit(engine) as session:
        one_at_a_time(session.connection(), Lock.RETENTION)
        ctx = Context.of(session, vault, Visitor("system"), organisation, now)
        found = retention.to_destroy(session, organisation.id, today, today - norms.TO_LOOK, SOME)
        for report_id in found:
            satisfaction.forget(ctx, report_id)
        vault.destroy(*found)  # first, and for good: when we die here the next round does the rest
        for report_id in found:
            retention.bury(session, report_id)
            audit.tell(ctx, "report.destroyed", subject=report_id)
    return len(found)
