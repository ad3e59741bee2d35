"""Who has which module, how far they are, and for whom one is to be brought."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, select, update
from sqlmodel import Session, col

from storage.db import insert
from storage.tables.directory import Organisation, Person
from storage.tables.learning import Learning

BLANK = {"edition": "", "brought": 0}
KEY = ("person_id", "programme", "module", "edition")


class LearningRow(NamedTuple):
    """One module of one person; see `storage.tables.learning.Learning`."""

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
    """Gives people modules; every row has the same columns. Who has theirs already keeps it as it is, unless
    they began it of their own accord: then it is due from now on."""
    if not rows:
        return
    new = insert(session, Learning)
    own = (Learning.due_on.is_(None), Learning.finished_on.is_(None))  # type: ignore[union-attr]
    given = {name: new.excluded[name] for name in ("assigned_on", "due_on", "bring_on") if name in rows[0]}
    if "due_on" in rows[0]:
        new = new.on_conflict_do_update(index_elements=KEY, set_=given, where=and_(*own))
    else:
        new = new.on_conflict_do_nothing()
    session.connection().execute(new, [BLANK | row for row in rows])


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
