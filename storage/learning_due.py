"""Who is to be given a module, and for whom one is to be brought today."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select, update
from sqlmodel import Session, col

from storage.directory import parts
from storage.tables.directory import ChatAddress, Person
from storage.tables.groups import GroupMember, TargetGroup
from storage.tables.learning import Learning


class ToBring(NamedTuple):
    """A module that is to be brought to somebody, `brought` times before."""

    id: int
    person_id: int
    programme: str
    module: str
    edition: str
    assigned_on: date
    snoozed_until: date | None
    brought: int


def without(
    session: Session,
    organisation_id: int,
    module: tuple[str, str, str],
    today: date,
    *,
    groups: Collection[str] = (),
    started: tuple[date, date],
    undated: bool,
    after: int = 0,
    limit: int = 1000,
) -> list[int]:
    """Some people who work here and were not given a module (programme, module, edition), by id from `after`.

    `groups`: only members of these target groups. `started`: only who began between these days, and with
    `undated` also those of whom nobody knows. Not who was given another module of the programme today: one a
    day is enough."""
    programme, name, edition = module
    theirs = select(col(Learning.id)).where(
        col(Learning.person_id) == col(Person.id), col(Learning.programme) == programme
    )
    has = theirs.where(
        col(Learning.module) == name,
        col(Learning.edition) == edition,
        or_(col(Learning.due_on).is_not(None), col(Learning.finished_on).is_not(None)),
    )
    started_on = col(Person.started_on)
    between = started_on.between(*started)
    wanted = [
        *here(organisation_id, today),
        or_(started_on.is_(None), between) if undated else between,
        ~has.exists(),
        ~theirs.where(col(Learning.assigned_on) == today).exists(),
        col(Person.id) > after,
    ]
    if groups:
        members = (
            select(col(GroupMember.person_id))
            .join(TargetGroup, col(TargetGroup.id) == col(GroupMember.group_id))
            .where(col(TargetGroup.organisation_id) == organisation_id, col(TargetGroup.key).in_(groups))
        )
        wanted.append(col(Person.id).in_(members))
    ordered = select(col(Person.id)).where(*wanted).order_by(col(Person.id)).limit(limit)
    return [person_id or 0 for (person_id,) in session.execute(ordered)]


def to_bring(session: Session, organisation_id: int, today: date, limit: int = 1000) -> list[ToBring]:
    """Some of the modules that are to be brought today (or were to be) to who is still here, and in a chat:
    those of others wait until they are found."""
    wanted = (
        select(*(getattr(Learning, name) for name in ToBring._fields))
        .join(Person, col(Person.id) == col(Learning.person_id))
        .where(
            col(Learning.organisation_id) == organisation_id,
            col(Learning.bring_on) <= today,
            col(Learning.finished_on).is_(None),
            col(Person.id).in_(select(col(ChatAddress.person_id))),
            *here(organisation_id, today),
        )
        .order_by(col(Learning.bring_on), col(Learning.id))
        .limit(limit)
    )
    return [ToBring(*row) for row in session.execute(wanted)]


def was_brought(session: Session, ids: Sequence[int], brought: int, bring_on: date | None) -> None:
    """Some modules were brought `brought` times; `bring_on`: when again, or never."""
    for some in parts(ids):
        session.exec(
            update(Learning)
            .where(col(Learning.id).in_(some))
            .values(brought=brought, bring_on=bring_on, snoozed_until=None)
            .execution_options(synchronize_session=False)
        )


def put_off(session: Session, ids: Sequence[int], bring_on: date) -> None:
    """Some modules are brought on another day."""
    for some in parts(ids):
        later = update(Learning).where(col(Learning.id).in_(some)).values(bring_on=bring_on)
        session.exec(later.execution_options(synchronize_session=False))


def begin(session: Session, ids: Sequence[int], today: date, due_on: date) -> None:
    """Some modules are somebody's from today: they could not be brought before."""
    for some in parts(ids):
        now = update(Learning).where(col(Learning.id).in_(some)).values(assigned_on=today, due_on=due_on)
        session.exec(now.execution_options(synchronize_session=False))


def unfinished_before(session: Session, organisation_id: int, programme: str, edition: str) -> list[int]:
    """The ids of what would still be brought of earlier editions of a programme."""
    wanted = select(col(Learning.id)).where(
        col(Learning.organisation_id) == organisation_id,
        col(Learning.programme) == programme,
        col(Learning.edition) != "",
        col(Learning.edition) < edition,
        col(Learning.finished_on).is_(None),
        col(Learning.bring_on).is_not(None),
    )
    return [learning_id or 0 for (learning_id,) in session.execute(wanted)]


def of_leavers(session: Session, organisation_id: int, today: date) -> list[int]:
    """The ids of what would be brought to who left."""
    wanted = (
        select(col(Learning.id))
        .join(Person, col(Person.id) == col(Learning.person_id))
        .where(
            col(Learning.organisation_id) == organisation_id,
            col(Learning.bring_on) <= today,
            or_(~col(Person.active), col(Person.left_on) < today),
        )
    )
    return [learning_id or 0 for (learning_id,) in session.execute(wanted)]


def let_go(session: Session, ids: Sequence[int]) -> None:
    """Nothing is brought any more of these."""
    for some in parts(ids):
        gone = update(Learning).where(col(Learning.id).in_(some)).values(bring_on=None)
        session.exec(gone.execution_options(synchronize_session=False))


def here(organisation_id: int, today: date) -> tuple[ColumnElement[bool], ...]:
    """The conditions for who works here today."""
    left_on = col(Person.left_on)
    return (
        col(Person.organisation_id) == organisation_id,
        col(Person.active).is_(True),
        or_(left_on.is_(None), left_on >= today),
    )
