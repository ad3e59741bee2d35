"""What should have gone by itself by now, and is still there."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.tables.delivery import Delivery
from storage.tables.pending import PendingEntry
from storage.tables.reports import Message, Report

SINGLE = ("notices", "files")  # queues; a mailing to many takes its time


class Late(NamedTuple):
    """How many: reports and additions that are not known yet, entries without a place, messages to one."""

    reports: int
    entries: int
    messages: int


def count(session: Session, before: datetime, today: date) -> Late:
    """What waits for a moment that was before this one, and what reporters did on a day before today."""
    held = [
        select(func.count()).select_from(Report).where(col(Report.waits_until) < before),
        select(func.count()).select_from(Message).where(col(Message.waits_until) < before),
    ]
    entries = select(func.count()).select_from(PendingEntry).where(PendingEntry.day < today)
    messages = (
        select(func.count())
        .select_from(Delivery)
        .where(Delivery.state == "pending", col(Delivery.queue).in_(SINGLE), Delivery.not_before < before)
    )
    return Late(
        sum(session.exec(one).one() for one in held),
        session.exec(entries).one(),
        session.exec(messages).one(),
    )
