"""What was done outside the bot and logged: activities, and an organisation's own kinds of them."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col, func, select

from storage.tables.account import Logged, LoggedKind


class LoggedRow(NamedTuple):
    """One activity. `kind` is one of ours, or "own/<id>"; the note is sealed."""

    id: int
    kind: str
    day: date
    number: int
    sealed: bytes


class LoggedCount(NamedTuple):
    """How often something of a kind was done."""

    kind: str
    number: int


def add(session: Session, organisation_id: int, kind: str, day: date, number: int) -> int:
    """Keeps an activity without its note yet; gives the id."""
    row = Logged(organisation_id=organisation_id, kind=kind, day=day, number=number, sealed=b"")
    session.add(row)
    session.flush()
    return row.id or 0


def add_all(session: Session, organisation_id: int, rows: Iterable[tuple[str, date, int]]) -> list[int]:
    """Keeps activities (kind, day, number) without their notes yet; gives their ids in this order.

    In one go: on SQLite nobody else writes meanwhile."""
    base = {"organisation_id": organisation_id, "sealed": b""}
    values = [{**base, "kind": kind, "day": day, "number": number} for kind, day, number in rows]
    if not values:
        return []
    wanted = insert(Logged).returning(col(Logged.id), sort_by_parameter_order=True)
    return [id for id in session.execute(wanted, values).scalars() if id is not None]


def keep_notes(session: Session, organisation_id: int, sealed: Iterable[tuple[int, bytes]]) -> None:
    """Keeps the notes of activities of an organisation, each by its id, in one go."""
    of = update(Logged).where(
        col(Logged.organisation_id) == organisation_id, col(Logged.id) == bindparam("its")
    )
    rows = [{"its": id, "note": note} for id, note in sealed]
    session.connection().execute(of.values(sealed=bindparam("note")), rows)


def keep_note(session: Session, organisation_id: int, id: int, sealed: bytes) -> None:
    row = session.get(Logged, id)
    if row is not None and row.organisation_id == organisation_id:
        row.sealed = sealed


def one(session: Session, organisation_id: int, id: int) -> LoggedRow | None:
    """An activity of this organisation."""
    row = session.get(Logged, id)
    return _row(row) if row is not None and row.organisation_id == organisation_id else None


def change(session: Session, organisation_id: int, id: int, kind: str, day: date, number: int) -> None:
    """What an activity was is put right; its note stays."""
    row = session.get(Logged, id)
    if row is not None and row.organisation_id == organisation_id:
        row.kind, row.day, row.number = kind, day, number


def drop(session: Session, organisation_id: int, id: int) -> bool:
    """Takes an activity away; gives whether it was there."""
    row = session.get(Logged, id)
    if row is None or row.organisation_id != organisation_id:
        return False
    session.delete(row)
    return True


def newest(session: Session, organisation_id: int, limit: int, skip: int = 0) -> list[LoggedRow]:
    """The activities, the last day first."""
    wanted = (
        select(Logged)
        .where(Logged.organisation_id == organisation_id)
        .order_by(col(Logged.day).desc(), col(Logged.id).desc())
    )
    return [_row(row) for row in session.exec(wanted.offset(skip).limit(limit))]


def between(session: Session, organisation_id: int, first: date, last: date) -> list[LoggedRow]:
    """The activities from the first day to the last."""
    wanted = select(Logged).where(
        Logged.organisation_id == organisation_id, col(Logged.day).between(first, last)
    )
    return [_row(row) for row in session.exec(wanted)]


def count(session: Session, organisation_id: int, first: date, last: date) -> list[LoggedCount]:
    """How often each kind was done from the first day to the last."""
    rows = session.exec(
        select(col(Logged.kind), func.sum(col(Logged.number)))
        .where(col(Logged.organisation_id) == organisation_id, col(Logged.day).between(first, last))
        .group_by(col(Logged.kind))
        .order_by(col(Logged.kind))
    )
    return [LoggedCount(kind, int(number)) for kind, number in rows]


def own_kinds(session: Session, organisation_id: int) -> dict[str, str]:
    """An organisation's own kinds, by name: code → name."""
    wanted = select(LoggedKind).where(LoggedKind.organisation_id == organisation_id)
    return {f"own/{row.id}": row.name for row in session.exec(wanted.order_by(col(LoggedKind.name)))}


def add_kinds(session: Session, organisation_id: int, names: Iterable[str]) -> dict[str, str]:
    """The codes of kinds by name, made where they are new; names count in any case of letters."""
    known = {name.casefold(): code for code, name in own_kinds(session, organisation_id).items()}
    found = {}
    for name in names:
        if name.casefold() not in known:
            row = LoggedKind(organisation_id=organisation_id, name=name)
            session.add(row)
            session.flush()
            known[name.casefold()] = f"own/{row.id}"
        found[name] = known[name.casefold()]
    return found


def _row(row: Logged) -> LoggedRow:
    return LoggedRow(row.id or 0, row.kind, row.day, row.number, row.sealed)
