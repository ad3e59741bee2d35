"""Target groups, and who is in them."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, update
from sqlmodel import Session, col, select

from storage.directory import parts
from storage.tables.gatherings import Activity, Campaign
from storage.tables.groups import GroupMember, TargetGroup


class Group(NamedTuple):
    """A target group. `source` says who decides on its members: "import" or "scim"."""

    id: int
    key: str
    name: str
    directory_id: str | None
    source: str


def every(session: Session, organisation_id: int) -> list[Group]:
    """The target groups, by name."""
    wanted = select(TargetGroup).where(TargetGroup.organisation_id == organisation_id)
    return [_group(row) for row in session.exec(wanted.order_by(col(TargetGroup.name)))]


def add(
    session: Session,
    organisation_id: int,
    key: str,
    name: str,
    directory_id: str | None = None,
    source: str = "import",
) -> Group:
    """A new target group; the key must be new."""
    row = TargetGroup(
        organisation_id=organisation_id, key=key, name=name, directory_id=directory_id, source=source
    )
    session.add(row)
    session.flush()
    return _group(row)


def change(session: Session, group_id: int, **values: Any) -> None:
    session.exec(update(TargetGroup).where(col(TargetGroup.id) == group_id).values(**values))


def rekey(session: Session, organisation_id: int, group: Group, key: str) -> None:
    """A target group is known by another key from now on; what is planned for it follows."""
    change(session, group.id, key=key)
    planned: tuple[Any, ...] = (Campaign, Activity)
    for table in planned:
        for row in session.exec(select(table).where(table.organisation_id == organisation_id)):
            keys = row.groups.split("\n")
            if group.key in keys:
                row.groups = "\n".join(key if one == group.key else one for one in keys)
    session.flush()


def drop(session: Session, group_id: int) -> None:
    """Takes a target group away, and with it who was in it."""
    session.exec(delete(GroupMember).where(col(GroupMember.group_id) == group_id))
    session.exec(delete(TargetGroup).where(col(TargetGroup.id) == group_id))


def members(session: Session, group_id: int) -> list[int]:
    """The ids of the people in a target group."""
    wanted = select(GroupMember.person_id).where(GroupMember.group_id == group_id)
    return list(session.exec(wanted.order_by(col(GroupMember.person_id))))


def memberships(session: Session, person_ids: Sequence[int]) -> dict[int, set[int]]:
    """Person → the ids of their target groups."""
    found: dict[int, set[int]] = {}
    for some in parts(person_ids):
        for row in session.exec(select(GroupMember).where(col(GroupMember.person_id).in_(some))):
            found.setdefault(row.person_id, set()).add(row.group_id)
    return found


def change_members(
    session: Session, add: Collection[tuple[int, int]], take: Collection[tuple[int, int]]
) -> None:
    """Adds and takes away (group, person)."""
    for group_id, person_id in take:
        session.exec(delete(GroupMember).filter_by(group_id=group_id, person_id=person_id))
    if add:
        session.execute(
            insert(GroupMember), [{"group_id": group, "person_id": person} for group, person in add]
        )


def _group(row: TargetGroup) -> Group:
    return Group(row.id or 0, row.key, row.name, row.directory_id, row.source)
