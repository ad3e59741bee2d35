"""Takes somebody who left out of the directory for good. What figures count stays, and is nobody's."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlmodel import Session, SQLModel, col

from storage import personal
from storage.db import insert
from storage.personal import OF_PERSON, REFUSED, REMOVED
from storage.tables.addresses import Conversation, OpenedName
from storage.tables.delivery import Delivery
from storage.tables.directory import NAMELESS, Person, Team
from storage.tables.erased import ErasedMark
from storage.tables.gatherings import SignUp
from storage.tables.groups import Newcomer
from storage.tables.learning import Learning
from storage.tables.reports import Report

Counts = dict[str, int]


def called(session: Session, organisation_id: int, name: str) -> list[int]:
    """The ids of all with this name, in any case of letters, active or not, but of nobody who was erased."""
    same = func.lower(col(Person.name)) == name.lower(), col(Person.name) != NAMELESS
    wanted = select(col(Person.id)).where(col(Person.organisation_id) == organisation_id, *same)
    return [id or 0 for (id,) in session.execute(wanted.order_by(col(Person.id)))]


def would(session: Session, person_id: int) -> Counts:
    """How many rows of each table and column name somebody, or are of their accounts."""
    found: Counts = {}
    for table, name in OF_PERSON:
        if table is not ErasedMark:  # is made by it
            found[f"{table.__tablename__}.{name}"] = _number(
                session, table, getattr(table, name) == person_id
            )
    theirs = personal.accounts(session, person_id)
    for table in (Conversation, OpenedName):
        found[str(table.__tablename__)] = _number(session, table, personal.at_account(table, theirs))
    found["newcomer"] = _number(session, Newcomer, _waiting(session, person_id, theirs))
    return found


def is_named(session: Session, person_id: int) -> bool:
    """Whether the settings name somebody, so that they would come back at the next start."""
    return any(
        _number(session, table, getattr(table, name) == person_id)
        for (table, name), fate in OF_PERSON.items()
        if fate == REFUSED
    )


def activities(session: Session, person_id: int) -> list[int]:
    """The ids of the activities that somebody joined: there a place comes free."""
    return [id for (id,) in session.execute(select(col(SignUp.activity_id)).filter_by(person_id=person_id))]


def marks(session: Session, person_id: int) -> list[tuple[str, str]]:
    """By what somebody can be known, each as its kind and value."""
    person = session.get_one(Person, person_id)
    kinds = {
        "email": person.email,
        "directory_id": person.directory_id,
        "user_name": (person.user_name or "").lower(),
        "personnel_number": person.personnel_number,
    }
    found = [(kind, value) for kind, value in kinds.items() if value]
    return found + [("account", f"{p}:{user}") for p, _, user in personal.accounts(session, person_id)]


def erase(session: Session, person_id: int, today: date, hashes: Iterable[str]) -> None:
    """Takes away whatever tells who somebody is. `hashes` are the keyed hashes of `marks`.

    The person's row stays without a name, with department and last day, because figures count it."""
    person = session.get_one(Person, person_id)
    theirs = personal.accounts(session, person_id)
    session.exec(select(col(Report.id)).where(col(Report.assignee_id) == person_id).with_for_update())  # type: ignore[call-overload]
    for of_account in (Conversation, OpenedName):
        session.execute(delete(of_account).where(personal.at_account(of_account, theirs)))
    session.execute(delete(Newcomer).where(_waiting(session, person_id, theirs)))
    for (table, name), fate in OF_PERSON.items():
        mine = getattr(table, name) == person_id
        if fate == REMOVED:
            session.execute(delete(table).where(mine))
        elif fate == personal.CLEARED:
            session.execute(update(table).where(mine).values({name: None}))
    _empty(session, person_id, today)
    kept = {"organisation_id": person.organisation_id, "person_id": person_id}
    for mark in sorted(set(hashes)):
        new = insert(session, ErasedMark).values(mark=mark, **kept).on_conflict_do_nothing()
        session.connection().execute(new)
    _forget(session, person)


def known_by(session: Session, organisation_id: int, hashes: Collection[str]) -> list[int]:
    """The numbers of whoever was erased and is known by any of these keyed hashes."""
    wanted = select(col(ErasedMark.person_id)).where(
        col(ErasedMark.organisation_id) == organisation_id, col(ErasedMark.mark).in_(list(hashes))
    )
    return [number for (number,) in session.execute(wanted.distinct()).all()]


def has_marks(session: Session, organisation_id: int) -> bool:
    """Whether anybody of an organisation was ever erased."""
    found = select(col(ErasedMark.mark)).where(col(ErasedMark.organisation_id) == organisation_id)
    return session.execute(found.limit(1)).first() is not None


def _empty(session: Session, person_id: int, today: date) -> None:
    """What stays with the nameless row has nothing in it that leads to somebody, and goes out to nobody."""
    nothing = dict.fromkeys(("certificate", "progress", "bring_on", "snoozed_until", "recall_on", "recall"))
    session.execute(update(Learning).where(col(Learning.person_id) == person_id).values(nothing))
    waiting = (col(Delivery.person_id) == person_id, col(Delivery.state) == "pending")
    ended = {"state": "cancelled", "settled_on": today, "batch": None, "run": None}
    session.execute(update(Delivery).where(*waiting).values(ended))


def _forget(session: Session, person: Person) -> None:
    """The row without whoever it was. A team counts as its department, as in every figure."""
    if person.team_id and not person.department_id:
        person.department_id = session.get_one(Team, person.team_id).department_id
    person.name, person.email, person.locale = NAMELESS, "", "nl"
    person.scim_id = f"gone-{person.id}"
    person.team_id = person.lead_id = person.started_on = None
    person.directory_id = person.user_name = person.personnel_number = None
    person.active = False
    session.add(person)
    session.flush()
    session.expire_all()


def _waiting(session: Session, person_id: int, theirs: Collection[personal.Account]) -> Any:
    """Whoever is on the list of newcomers with an account or the e-mail address of somebody."""
    email = session.get_one(Person, person_id).email
    mailed = (col(Newcomer.email) == email) & (col(Newcomer.email) != "")
    return or_(mailed, personal.at_account(Newcomer, list(theirs)))


def _number(session: Session, table: type[SQLModel], condition: Any) -> int:
    return int(session.execute(select(func.count()).select_from(table).where(condition)).scalar_one())
