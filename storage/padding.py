"""What was sealed before there were sizes is padded, a little at a time: safe to interrupt and to repeat."""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Engine, text
from sqlmodel import Session, select

from storage import purpose_keys, sealing
from storage.db import unit
from storage.sealing import CannotOpen
from storage.tables.account import Logged, Story
from storage.tables.base import unpadded
from storage.tables.gatherings import TeamMeeting
from storage.tables.reports import Message, Report
from storage.vault import Destroyed, Vault

SOME = 200  # rows in one unit of work
AGREEMENTS = "agreements"


class Kind(NamedTuple):
    """Rows of a table with something that somebody typed: where it is, where it opens, and by which key."""

    table: Any
    column: str
    place: Callable[[Any], tuple[str | int, ...]]
    purpose: str = ""  # of the organisation's key; without it, it is the report's

    def keys(self, vault: Vault, rows: Sequence[Any]) -> Mapping[Any, bytes]:
        """The keys that are not destroyed, by report or organisation."""
        found: dict[Any, bytes] = {}
        for organisation_id in {row.organisation_id for row in rows}:
            own = [self.opens(row) for row in rows if row.organisation_id == organisation_id]
            if not self.purpose:
                found |= vault.report_keys(organisation_id, own)
                continue
            try:
                found[organisation_id] = purpose_keys.get(vault, organisation_id, self.purpose)
            except Destroyed:
                continue
        return found

    def opens(self, row: Any) -> Any:
        """By what the key of a row is found."""
        if self.purpose:
            return row.organisation_id
        return row.id if self.table is Report else row.report_id


KINDS = (
    Kind(Report, "sealed", lambda row: (row.organisation_id, row.id, "report", 1)),
    Kind(Message, "sealed", lambda row: (row.organisation_id, row.report_id, "message", row.position, 1)),
    Kind(
        Story,
        "sealed",
        lambda row: ("story", row.organisation_id, row.half, row.theme, row.version),
        purpose_keys.STORIES,
    ),
    Kind(Logged, "sealed", lambda row: ("logged", row.organisation_id, row.id), purpose_keys.LOG),
    Kind(TeamMeeting, "agreements", lambda row: (AGREEMENTS, row.organisation_id, row.id), AGREEMENTS),
)


def pad_some(engine: Engine, vault: Vault) -> int:
    """Pads some rows of each kind; gives how many. Nobody who works with others of these rows waits."""
    number = 0
    for kind in KINDS:
        with unit(engine) as session:
            number += _pad(session, vault, kind)
    return number


def _pad(session: Session, vault: Vault, kind: Kind) -> int:
    short = text(unpadded(kind.column))
    rows = session.exec(select(kind.table).where(short).limit(SOME).with_for_update(skip_locked=True)).all()
    keys, number = kind.keys(vault, rows), 0
    for row in rows:
        key = keys.get(kind.opens(row))
        try:
            sealed = sealing.pad(key, getattr(row, kind.column), *kind.place(row)) if key else nothing()
        except CannotOpen:  # it is damaged, and stays as it is
            continue
        setattr(row, kind.column, sealed)
        number += 1
    return number


def nothing() -> bytes:
    """In place of what nobody can open any more, since its key was destroyed."""
    return os.urandom(sealing.SIZES[0])
