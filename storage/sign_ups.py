"""Who wants to come to an activity, and how many came. Who came is not kept."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session, col, delete, func, select, update

from storage.db import insert
from storage.tables.gatherings import Activity, Participation, SignUp, WeekParticipants


class Places(NamedTuple):
    """How many have a place, and how many wait for one."""

    joined: int
    waiting: int


def find(session: Session, activity_id: int, person_id: int) -> bool | None:
    """Whether somebody waits for a place; None when they did not join."""
    wanted = select(SignUp.waiting).where(SignUp.activity_id == activity_id, SignUp.person_id == person_id)
    return session.exec(wanted).first()


def of_person(session: Session, week_id: int, person_id: int) -> dict[int, bool]:
    """The activities of a week that somebody joined, each with whether they wait."""
    wanted = (
        select(SignUp.activity_id, SignUp.waiting)
        .join(Activity, col(Activity.id) == col(SignUp.activity_id))
        .where(Activity.week_id == week_id, SignUp.person_id == person_id)
    )
    return dict(session.exec(wanted).all())


def add(session: Session, activity_id: int, person_id: int, waiting: bool) -> None:
    """Somebody joins, at the end of the line; they must not have joined yet."""
    session.add(SignUp(activity_id=activity_id, person_id=person_id, waiting=waiting))
    session.flush()


def drop(session: Session, activity_id: int, person_id: int) -> None:
    of = (col(SignUp.activity_id) == activity_id, col(SignUp.person_id) == person_id)
    session.exec(delete(SignUp).where(*of))


def promote(session: Session, activity_id: int, number: int) -> list[int]:
    """Gives a place to those who wait longest; gives their ids."""
    wanted = select(SignUp.person_id).where(SignUp.activity_id == activity_id, col(SignUp.waiting))
    first = list(session.exec(wanted.order_by(col(SignUp.id)).limit(max(number, 0))))
    if first:
        of = (col(SignUp.activity_id) == activity_id, col(SignUp.person_id).in_(first))
        session.exec(update(SignUp).where(*of).values(waiting=False))
    return first


def places(session: Session, activity_ids: Sequence[int]) -> dict[int, Places]:
    """How full each of these activities is."""
    wanted = select(SignUp.activity_id, SignUp.waiting, func.count()).where(
        col(SignUp.activity_id).in_(activity_ids)
    )
    found = dict.fromkeys(activity_ids, Places(0, 0))
    for activity_id, waiting, number in session.exec(wanted.group_by(SignUp.activity_id, SignUp.waiting)):  # type: ignore[arg-type]
        found[activity_id] = found[activity_id]._replace(**{"waiting" if waiting else "joined": number})
    return found


def joined(session: Session, activity_id: int) -> list[int]:
    """The ids of who has a place, in order."""
    wanted = select(SignUp.person_id).where(SignUp.activity_id == activity_id, ~col(SignUp.waiting))
    return list(session.exec(wanted.order_by(col(SignUp.id))))


def everyone(session: Session, activity_id: int) -> list[int]:
    """The ids of all who joined, also those who wait."""
    return list(session.exec(select(SignUp.person_id).where(SignUp.activity_id == activity_id)))


def forget(session: Session, activity_ids: Sequence[int]) -> None:
    """Nobody joined these activities any more."""
    session.exec(delete(SignUp).where(col(SignUp.activity_id).in_(activity_ids)))


def count_participation(session: Session, activity_id: int, department_id: int) -> None:
    """One more of a department took part in an activity."""
    _one_more(session, Participation, activity_id=activity_id, department_id=department_id)


def count_participant(session: Session, week_id: int, department_id: int) -> None:
    """One more of a department took part in anything of a week."""
    _one_more(session, WeekParticipants, week_id=week_id, department_id=department_id)


def participations(session: Session, activity_ids: Sequence[int]) -> dict[int, int]:
    """How many took part in each of these activities, as far as they said so."""
    wanted = select(Participation.activity_id, func.sum(Participation.number)).where(
        col(Participation.activity_id).in_(activity_ids)
    )
    return {id: int(number) for id, number in session.exec(wanted.group_by(col(Participation.activity_id)))}


def participants(session: Session, week_id: int) -> int:
    """How many different people took part in a week, as far as they said so."""
    wanted = select(func.sum(WeekParticipants.number)).where(WeekParticipants.week_id == week_id)
    return int(session.exec(wanted).first() or 0)


def _one_more(session: Session, table: type[Participation | WeekParticipants], **key: int) -> None:
    new = insert(session, table).values(**key, number=0).on_conflict_do_nothing()
    session.connection().execute(new)
    session.exec(update(table).filter_by(**key).values(number=table.number + 1))
