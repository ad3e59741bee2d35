"""What goes by itself: expired drafts, keys whose report never came, whoever's last day is over, and figures
of a half-year, which become final. What reporters did on a day that is over gets its place in the trail."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Engine
from sqlmodel import Session

from bot.account import closing
from bot.directory import roles
from bot.foundation.context import ZONE
from bot.integrity_week import polls
from bot.reports import readership, reminders, retention, search_index, slots
from bot.review_meetings import agenda
from storage import (
    audit,
    directory,
    drafts,
    organisations,
    padding,
    pending,
    report_pages,
    reports,
    reviews,
    sessions,
    tallies,
)
from storage.audit import Broken
from storage.db import reading, unit, wipe_deleted
from storage.vault import Vault

AHEAD = timedelta(days=60)  # a key has the day on which its report becomes known

SOME = 1_000  # reports at a time
PORTIONS = 20  # of old rows that are padded, or of reports that get an index, at a time

logger = logging.getLogger("baken")


def sweep(engine: Engine, vault: Vault, now: datetime) -> None:
    """Clears away once. Safe to run in several replicas at a time."""
    with unit(engine) as session:
        drafts.drop_expired(session, now)
        sessions.drop_expired(session, now)
        tallies.add_up(session)
        directory.retire(session, now.astimezone(ZONE).date())
        for organisation in organisations.everyone(session):
            roles.settle(session, vault, organisation, now)
            reviews.drop_before(session, organisation.id, now.astimezone(ZONE).date() - agenda.KEPT)
    polls.close_due(engine, vault, now)
    slots.end_waits(engine, vault, now)
    readership.pass_on(engine, vault, now)
    reminders.remind(engine, vault, now)
    fold(engine, vault, now)
    pad(engine, vault)
    index(engine, vault)
    for one in (engine, vault.engine):  # also what was cancelled, kept, sent or destroyed since the last time
        wipe_deleted(one)

    if is_pair(engine, vault):
        vault.sweep(_existing(engine), now.astimezone(ZONE).date())
        closing.close_due(engine, vault, now)
        retention.run(engine, vault, now)
        anchor(engine, vault)
    else:
        logger.warning(
            "the main database is not the one these keys were made with, or an older backup of it: no key is"
            " swept, no report destroyed and no half-year made final until `baken audit accept`"
        )


def _existing(engine: Engine) -> Callable[[list[str]], set[str]]:
    def existing(ids: list[str]) -> set[str]:
        with reading(engine) as session:
            return reports.existing(session, ids)

    return existing


def is_pair(engine: Engine, vault: Vault) -> bool:
    """Whether the main database is the one these keys know, and no older backup of it.

    Beside another main database, an empty one perhaps, every key would look like an orphan."""
    with reading(engine) as session, reading(vault.engine) as keys:
        return audit.is_anchored(session, keys)


def fold(engine: Engine, vault: Vault, now: datetime) -> None:
    """Gives what reporters did on days that are over a place in the trail, within a day in a random order,
    and writes all rows of these reports anew in another: nothing tells any more which came first."""
    today = now.astimezone(ZONE).date()
    with reading(engine) as session:
        if not pending.is_due(session, today):
            return
    with unit(engine) as session:
        reports.hold(session)
        report_ids = pending.fold(session, vault.audit_secret, today)
        reports.shuffle(session, report_ids)
        tallies.add_up(session, many=1)
        vault.shuffle(report_ids)  # when we die between the two, both are shuffled once more


def pad(engine: Engine, vault: Vault) -> None:
    """Gives what was sealed before there were sizes its full size; whatever is left has its turn later."""
    for _ in range(PORTIONS):
        if not padding.pad_some(engine, vault):
            return


def index(engine: Engine, vault: Vault) -> None:
    """Makes by what reports are found that came before there was a search; the rest has its turn later."""
    for _ in range(PORTIONS):
        if not search_index.add_missing(engine, vault):
            return


def anchor(engine: Engine, vault: Vault) -> None:
    """Notes the head of the audit trail in the key database."""
    with reading(engine) as session, unit(vault.engine) as keys:
        audit.anchor_head(session, keys)


def strays(engine: Engine, vault: Vault, now: datetime) -> tuple[int, int]:
    """Of how many reports there is a key, and how many of those reports are not in the main database."""
    number, orphans = vault.orphans(_existing(engine), now.astimezone(ZONE).date() + AHEAD)
    return number, len(orphans)


def stray_pages(engine: Engine, vault: Vault) -> tuple[int, int]:
    """How many pages of photos and documents there are, and how many of those open nowhere: their report was
    destroyed, and an older database was put back."""
    number, strays, last = 0, 0, ""
    while True:
        with reading(engine) as session:
            some = dict(report_pages.per_report(session, last, SOME))
        if not some:
            return number, strays
        number += sum(some.values())
        strays += sum(some[report_id] for report_id in report_pages.without_key(vault, some))
        last = max(some)


def accept(engine: Engine, vault: Vault, now: datetime) -> None:
    """Goes on from the main database as it is, after an older backup of it was put back.

    From then on keys without a report are swept again, and half-years become final."""
    with unit(engine) as session, unit(vault.engine) as keys:
        pending.accept(session, vault.audit_secret)
        audit.accept(session, keys, vault.audit_secret, now.isoformat(timespec="seconds"))


class Verified(NamedTuple):
    """How many entries of the trail are good, how many (of those known by now) have no place yet, and what is
    broken first, if anything."""

    good: int
    pending: int
    broken: Broken | None


def verify(session: Session, vault: Vault, now: datetime) -> Verified:
    """Walks the whole trail and looks at what has no place in it yet."""
    with reading(vault.engine) as keys:
        good, broken = audit.verify(session, keys, vault.audit_secret)
    waits = pending.known(session, now)
    return Verified(good, waits, broken or pending.verify(session, vault.audit_secret))
