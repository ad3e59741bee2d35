"""Who has which module, how far they are, and for whom one is to be brought."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, or_, select, update
from sqlmodel import Session, col

from storage.db import insert
from storage.directory import parts
from storage.directory_tables import GroupMember, TargetGroup
from storage.learning_tables import Learning
from storage.tables import Organisation, Person

BLANK = {"edition": "", "brought": 0}


class LearningRow(NamedTuple):
    """One module of one person; see `storage.learning_tables.Learning`."""

    id: int
    person_id: int
    programme: str
    module: str
    edition: str
    assigned_on: date
    due_on: date | None
    brought: int
    snoozed_until: date | None
    begun_on: date | None
    finished_on: date | None
    certificate: str | None
    progress: bytes | None


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


class Member(NamedTuple):
    """Somebody of a team, and one of their modules (or none at all)."""

    person_id: int
    name: str
    programme: str | None
    module: str | None
    edition: str | None
    due_on: date | None
    finished_on: date | None


class Certified(NamedTuple):
    """What a certificate proves to whoever has its code: no person."""

    organisation: str
    slug: str
    programme: str
    module: str
    finished_on: date


# Built once: they are part of every page that is turned.
_FIND = (
    select(*(getattr(Learning, name) for name in LearningRow._fields))
    .where(
        col(Learning.organisation_id) == bindparam("organisation"),
        col(Learning.person_id) == bindparam("person"),
        col(Learning.programme) == bindparam("programme"),
        col(Learning.module) == bindparam("module"),
    )
    .order_by(col(Learning.edition).desc())
    .limit(1)
)
_LOCK = _FIND.with_for_update()
_CHANGE = update(Learning).where(col(Learning.id) == bindparam("learning"))


def find(
    session: Session,
    organisation_id: int,
    person_id: int,
    programme: str,
    module: str,
    *,
    locked: bool = False,
) -> LearningRow | None:
    """Somebody's module, the newest edition; perhaps locked until the unit of work ends."""
    named = {"organisation": organisation_id, "person": person_id, "programme": programme, "module": module}
    found = session.connection().execute(_LOCK if locked else _FIND, named).first()
    return LearningRow._make(found) if found else None


def of_person(session: Session, organisation_id: int, person_id: int) -> list[LearningRow]:
    """All modules of somebody, by edition; within it in the order in which they came."""
    wanted = select(*(getattr(Learning, name) for name in LearningRow._fields)).where(
        col(Learning.organisation_id) == organisation_id, col(Learning.person_id) == person_id
    )
    rows = session.execute(wanted.order_by(col(Learning.edition), col(Learning.id)))
    return [LearningRow._make(row) for row in rows]


def assign(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Gives people modules; every row has the same columns. Who has theirs already keeps it as it is."""
    if rows:
        session.connection().execute(
            insert(session, Learning).on_conflict_do_nothing(), [BLANK | r for r in rows]
        )


def change(session: Session, learning_id: int, **values: Any) -> None:
    session.connection().execute(_CHANGE, {"learning": learning_id, **values})


def certified(session: Session, code: str) -> Certified | None:
    """What the certificate with this code proves; nothing when there is none."""
    found = session.execute(
        select(
            col(Organisation.name),
            col(Organisation.slug),
            col(Learning.programme),
            col(Learning.module),
            col(Learning.finished_on),
        )
        .join(Organisation, col(Organisation.id) == col(Learning.organisation_id))
        .where(col(Learning.certificate) == code, col(Learning.finished_on).is_not(None))
    ).first()
    return Certified._make(found) if found else None


def without(
    session: Session,
    organisation_id: int,
    module: tuple[str, str, str],
    today: date,
    *,
    groups: Collection[str] = (),
    started: tuple[date, date] | None = None,
    after: int = 0,
    limit: int = 1000,
) -> list[int]:
    """Some people who work here and do not have a module (programme, module, edition), by id from `after`.

    `groups`: only members of these target groups. `started`: only who began between these days. Not who was
    given another module of the programme today: one a day is enough."""
    programme, name, edition = module
    theirs = select(col(Learning.id)).where(
        col(Learning.person_id) == col(Person.id), col(Learning.programme) == programme
    )
    has = theirs.where(col(Learning.module) == name, col(Learning.edition) == edition)
    started_on = col(Person.started_on)
    wanted = [
        *_here(organisation_id, today),
        started_on.between(*started) if started else or_(started_on.is_(None), started_on <= today),
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
    """Some of the modules that are to be brought today (or were to be) to who is still here."""
    wanted = (
        select(*(getattr(Learning, name) for name in ToBring._fields))
        .join(Person, col(Person.id) == col(Learning.person_id))
        .where(
            col(Learning.organisation_id) == organisation_id,
            col(Learning.bring_on) <= today,
            col(Learning.finished_on).is_(None),
            *_here(organisation_id, today),
        )
        .order_by(col(Learning.bring_on), col(Learning.id))
        .limit(limit)
    )
    return [ToBring(*row) for row in session.execute(wanted)]


def was_brought(session: Session, ids: Sequence[int], brought: int, bring_on: date | None) -> None:
    """Some modules were brought `brought` times; `bring_on`: when again, or never."""
    for some in parts(ids):
        session.execute(
            update(Learning)
            .where(col(Learning.id).in_(some))
            .values(brought=brought, bring_on=bring_on, snoozed_until=None)
            .execution_options(synchronize_session=False)
        )


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
        session.execute(gone.execution_options(synchronize_session=False))


def leads(session: Session, person_id: int) -> bool:
    """Whether somebody leads people who work here."""
    led = select(col(Person.id)).where(col(Person.lead_id) == person_id, col(Person.active))
    return session.execute(led.limit(1)).first() is not None


def team(session: Session, organisation_id: int, lead_id: int) -> list[Member]:
    """The active people whom somebody leads, by name, each with every module they have."""
    wanted = (
        select(
            col(Person.id),
            col(Person.name),
            col(Learning.programme),
            col(Learning.module),
            col(Learning.edition),
            col(Learning.due_on),
            col(Learning.finished_on),
        )
        .outerjoin(Learning, col(Learning.person_id) == col(Person.id))
        .where(
            col(Person.organisation_id) == organisation_id,
            col(Person.lead_id) == lead_id,
            col(Person.active),
        )
        .order_by(col(Person.name), col(Person.id), col(Learning.id))
    )
    return [Member(*row) for row in session.execute(wanted)]


def _here(organisation_id: int, today: date) -> tuple[ColumnElement[bool], ...]:
    left_on = col(Person.left_on)
    return (
        col(Person.organisation_id) == organisation_id,
        col(Person.active).is_(True),
        or_(left_on.is_(None), left_on >= today),
    )
