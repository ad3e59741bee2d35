"""Fixed moments at which reports become known: nobody who watches the list, a figure or a notice can lay the
moment beside what a chat platform knows of who talked to Baken when.

Until its moment an anonymous or confidential report, or what its reporter adds, is kept and acknowledged, and
known to its reporter alone. All that came before a moment becomes known together.
"""

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import Engine

from bot.foundation import audit
from bot.foundation.context import ZONE, Context, Visitor
from bot.messages import notices, working_time
from bot.reports import conversation, reopening
from storage import organisations, reports
from storage.db import one_at_a_time, reading, unit
from storage.locks import Lock
from storage.people import PersonRow
from storage.vault import Vault

T = TypeVar("T")


def of(ctx: Context, identity: str) -> datetime | None:
    """The moment from which a report, or an addition to it, is known; at once when there is none."""
    return working_time.next_reading(ctx.now, ctx.organisation) if identity != "named" else None


def day_of(ctx: Context, slot: datetime | None) -> date:
    """The day that is kept: that of the slot, for the true one would tell more than the slot does."""
    return slot.astimezone(ZONE).date() if slot else ctx.today


def end_waits(engine: Engine, vault: Vault, now: datetime) -> None:
    """Makes known what waited until now, each time in a random order. Safe in several replicas at a time."""
    with reading(engine) as session:
        everyone = organisations.everyone(session) if reports.anything_waits(session, now) else ()
    for organisation in everyone:
        with unit(engine) as session:
            one_at_a_time(session.connection(), Lock.SLOTS)
            _end_waits(Context.of(session, vault, Visitor("system"), organisation, now))


def _end_waits(ctx: Context) -> None:
    """However much became known, a handler gets one notice."""
    came, grew = reports.waiting(ctx.session, ctx.organisation.id, ctx.now)
    first: dict[int, PersonRow] = {}
    then: dict[int, PersonRow] = {}
    reopened: list[str] = []
    for report_id in _in_random_order({*came, *grew}):
        report = reports.lock(ctx.session, report_id)
        if report_id in came:
            reports.change(ctx.session, report_id, waits_until=None)
            report = report._replace(waits_until=None)
        if day := conversation.end_waits(ctx, report):
            now = reopening.by_reporter(ctx, report, day)
            reopened += [report_id] if now.status != report.status else []
        (first if report_id in came else then).update(
            (one.id, one) for one in conversation.readers(ctx, report)
        )
    for report_id in reopened:  # once all of them are held: whoever writes in the trail waits for no report
        audit.tell(ctx, "report.reopened", subject=report_id)
    notices.new_report(ctx, _in_random_order(first.values()))
    notices.reporter_wrote(ctx, _in_random_order(one for one in then.values() if one.id not in first))


def _in_random_order(some: Iterable[T]) -> list[T]:
    every = list(some)
    secrets.SystemRandom().shuffle(every)
    return every
