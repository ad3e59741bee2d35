"""The directory as a whole: everybody with where they work, target groups, who cannot be reached."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, insert, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from storage import mailings
from storage.tables.delivery import Delivery
from storage.tables.directory import ChatAddress, Department, Person, PersonRole, Team

AT_ONCE = 500  # values in one question
NOWHERE = ("no_email", "not_found")  # why a message failed: its person was in no chat


class Known(NamedTuple):
    """One person as the directory has them; `lead` is the lead's e-mail address."""

    id: int
    email: str
    name: str
    department_id: int | None
    team_id: int | None
    started_on: date | None
    left_on: date | None
    active: bool
    directory_id: str | None
    user_name: str | None
    lead_id: int | None
    locale: str
    personnel_number: str | None
    scim_id: str
    lead: str


class Place(NamedTuple):
    """A team in its department; without a team, the department itself."""

    department_id: int
    department: str
    team_id: int | None = None
    team: str = ""


class Counts(NamedTuple):
    """How many people of an organisation there are, by what a coordinator wants to know."""

    active: int
    starting: int
    left: int
    without_team: int
    unreachable: int


def everybody(session: Session, organisation_id: int) -> list[Known]:
    """Everybody with an e-mail address, active or not."""
    return _known(session, Person.organisation_id == organisation_id, col(Person.email) != "")


def by_emails(session: Session, organisation_id: int, emails: Sequence[str]) -> list[Known]:
    return _some(session, organisation_id, col(Person.email), emails)


def by_directory_ids(session: Session, organisation_id: int, ids: Sequence[str]) -> list[Known]:
    return _some(session, organisation_id, col(Person.directory_id), ids)


def by_ids(session: Session, organisation_id: int, ids: Sequence[int]) -> list[Known]:
    return _some(session, organisation_id, col(Person.id), ids)


def by_personnel_numbers(session: Session, organisation_id: int, numbers: Sequence[str]) -> list[Known]:
    return _some(session, organisation_id, col(Person.personnel_number), numbers)


def by_scim_ids(session: Session, organisation_id: int, ids: Sequence[str]) -> list[Known]:
    """By what Entra calls a row."""
    return _some(session, organisation_id, col(Person.scim_id), ids)


def by_user_name(session: Session, organisation_id: int, user_name: str) -> list[Known]:
    """Who has this name in Entra, in any case of letters; or, without such a name, this e-mail address."""
    named = func.lower(col(Person.user_name)) == user_name.lower()
    mailed = (col(Person.user_name).is_(None)) & (col(Person.email) == user_name.lower())
    return _known(session, Person.organisation_id == organisation_id, named | mailed)


def by_name(session: Session, organisation_id: int, name: str) -> list[Known]:
    """The active people with this name, in any case of letters."""
    same = func.lower(col(Person.name)) == name.lower()
    return _known(session, Person.organisation_id == organisation_id, same, col(Person.active))


def page(session: Session, organisation_id: int, limit: int, skip: int, *, left: bool = False) -> list[Known]:
    """One page of the active people (or of all, with those who left), by name."""
    wanted = [Person.organisation_id == organisation_id, *(() if left else (col(Person.active),))]
    return _known(session, *wanted, order=(col(Person.name), col(Person.id)), limit=limit, skip=skip)


def shown_to_entra(session: Session, organisation_id: int, limit: int, skip: int) -> list[Known]:
    """One page of everybody whom Entra can know: active, or with a name or id of its own; by id."""
    conditions = (Person.organisation_id == organisation_id, *_of_entra())
    return _known(session, *conditions, order=(col(Person.id),), limit=limit, skip=skip)


def count_shown_to_entra(session: Session, organisation_id: int) -> int:
    wanted = select(func.count()).select_from(Person)
    return int(session.exec(wanted.where(Person.organisation_id == organisation_id, *_of_entra())).one())


def unreachable(session: Session, organisation_id: int, limit: int, skip: int = 0) -> list[Known]:
    """One page of the active people who are in no chat, or whom the latest message did not reach; by name."""
    return _known(
        session,
        Person.organisation_id == organisation_id,
        *_out_of_reach(organisation_id),
        order=(col(Person.name), col(Person.id)),
        limit=limit,
        skip=skip,
    )


def emails_nowhere(session: Session, platform: str) -> set[str]:
    """The e-mail addresses of active people, of every organisation, who are not found on a platform."""
    found = select(ChatAddress.person_id).where(ChatAddress.platform == platform)
    wanted = select(Person.email).where(Person.email != "", col(Person.active), col(Person.id).not_in(found))
    return set(session.exec(wanted).all())


def counts(session: Session, organisation_id: int, today: date) -> Counts:
    """How many people there are."""

    def how_many(*conditions: Any) -> int:
        wanted = select(func.count()).select_from(Person).where(Person.organisation_id == organisation_id)
        return int(session.exec(wanted.where(*conditions)).one())

    return Counts(
        how_many(col(Person.active)),
        how_many(col(Person.active), col(Person.started_on) > today),
        how_many(~col(Person.active)),
        how_many(col(Person.active), col(Person.team_id).is_(None)),
        how_many(*_out_of_reach(organisation_id)),
    )


def named_in_settings(session: Session, organisation_id: int) -> set[int]:
    """The people to whom the settings give a role."""
    rows = select(PersonRole.person_id).join(Person, col(Person.id) == col(PersonRole.person_id))
    return set(
        session.exec(
            rows.where(Person.organisation_id == organisation_id, PersonRole.source == "settings")
        ).all()
    )


def with_a_role(session: Session, organisation_id: int) -> frozenset[int]:
    """The active people who have any role."""
    rows = select(PersonRole.person_id).join(Person, col(Person.id) == col(PersonRole.person_id))
    return frozenset(
        session.exec(rows.where(Person.organisation_id == organisation_id, col(Person.active))).all()
    )


def insert_people(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Adds people; every row has the same columns."""
    if rows:
        session.execute(insert(Person), rows)


def update_people(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Changes people; every row has the same columns, and the id."""
    if rows:
        session.execute(update(Person), rows)


def retire(session: Session, today: date) -> None:
    """Whoever's last day is over is not active any more."""
    over = (col(Person.active), col(Person.left_on) < today)
    if session.exec(select(Person.id).where(*over).limit(1)).first() is not None:
        session.exec(
            update(Person).where(*over).values(active=False).execution_options(synchronize_session=False)
        )


def places(session: Session, organisation_id: int) -> list[Place]:
    """Every department and every team."""
    departments = session.exec(select(Department).where(Department.organisation_id == organisation_id)).all()
    teams = session.exec(select(Team).where(Team.organisation_id == organisation_id)).all()
    names = {one.id or 0: one.name for one in departments}
    found = [Place(id, name) for id, name in names.items()]
    return found + [Place(t.department_id, names[t.department_id], t.id, t.name) for t in teams]


def add_department(session: Session, organisation_id: int, name: str) -> int:
    """A new department; gives the id."""
    row = Department(organisation_id=organisation_id, name=name)
    session.add(row)
    session.flush()
    return row.id or 0


def add_team(session: Session, organisation_id: int, department_id: int, name: str) -> int:
    """A new team; gives the id."""
    row = Team(organisation_id=organisation_id, department_id=department_id, name=name)
    session.add(row)
    session.flush()
    return row.id or 0


def _of_entra() -> tuple[ColumnElement[bool], ...]:
    named = col(Person.user_name).is_not(None)
    there = col(Person.active).is_(True) | named
    return there, named | (col(Person.email) != "")


def _out_of_reach(organisation_id: int) -> tuple[ColumnElement[bool], ...]:
    nowhere = col(Person.id).not_in(select(ChatAddress.person_id))
    # Who was in no chat when a message came may be in one by now.
    refused = mailings.unreached_people(organisation_id).where(col(Delivery.why).not_in(NOWHERE))
    return col(Person.active).is_(True), nowhere | col(Person.id).in_(refused)


def _some(session: Session, organisation_id: int, column: Any, wanted: Sequence[Any]) -> list[Known]:
    found: list[Known] = []
    for some in parts(wanted):
        found += _known(session, Person.organisation_id == organisation_id, column.in_(some))
    return found


def _known(
    session: Session, *conditions: Any, order: tuple[Any, ...] = (), limit: int | None = None, skip: int = 0
) -> list[Known]:
    lead = aliased(Person)
    wanted = (
        select(  # type: ignore[call-overload]
            *(getattr(Person, name) for name in Known._fields[:-1]), func.coalesce(lead.email, "")
        )
        .outerjoin(lead, lead.id == Person.lead_id)
        .where(*conditions)
    )
    return [Known(*row) for row in session.exec(wanted.order_by(*order).limit(limit).offset(skip or None))]


def parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """Many values, some at a time."""
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))
