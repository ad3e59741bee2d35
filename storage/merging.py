"""One human who is in the directory twice becomes one person."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session, SQLModel, col, delete, select, update

from storage.tables.account import Story
from storage.tables.addresses import AddressHolder
from storage.tables.casework import SavedView
from storage.tables.delivery import Delivery
from storage.tables.directory import ChatAddress, Person, PersonRole
from storage.tables.erased import ErasedMark
from storage.tables.gatherings import SignUp, TeamMeeting
from storage.tables.groups import GroupMember
from storage.tables.learning import Learning
from storage.tables.reports import Report, ReportMark
from storage.tables.roles import NamedInSettings, RoleHolder
from storage.tables.sessions import StaffSession

FURTHEST = ("sent", "unknown", "sending", "pending", "failed", "cancelled")

# What names a person and may be there for each of the two.
BESIDE: tuple[tuple[type[SQLModel], str], ...] = (
    (Person, "lead_id"),
    (ChatAddress, "person_id"),
    (AddressHolder, "person_id"),  # the same human: the account opens what it opened
    (Story, "written_by"),
    (Report, "assignee_id"),
    (SavedView, "person_id"),  # perhaps more than somebody may make
    (TeamMeeting, "taken_by"),
    (NamedInSettings, "person_id"),
    (NamedInSettings, "candidate_id"),
)
# What a person has once: what tells one from the next, and which of two stays (the lowest).
ONCE: tuple[tuple[type[SQLModel], tuple[str, ...], Callable[[Any], int]], ...] = (
    (PersonRole, ("role", "source"), lambda _: 0),
    (RoleHolder, (), lambda _: 0),
    (GroupMember, ("group_id",), lambda _: 0),
    (ReportMark, ("report_id",), lambda row: -row.position),
    (ErasedMark, ("mark",), lambda _: 0),
    (SignUp, ("activity_id",), lambda row: row.waiting),
    (Learning, ("programme", "module", "edition"), lambda row: row.finished_on is None),
    (Delivery, ("push_id",), lambda row: FURTHEST.index(row.state)),
)


def merge(session: Session, person_id: int, into: int) -> None:
    """Whatever is somebody's becomes another person's, who was the same human all along. What both had stays
    once: a module that one of them finished is finished, a message that one of them got is not brought again.
    The first stays behind by name, inactive, because the audit trail tells of them."""
    session.exec(delete(StaffSession).where(col(StaffSession.person_id) == person_id))
    for table, name in BESIDE:
        column = getattr(table, name)
        session.exec(update(table).where(column == person_id).values({name: into}))
    for table, beside, rank in ONCE:
        _move(session, table, beside, rank, person_id, into)
    both = session.get_one(Person, into)
    if both.lead_id == into:
        both.lead_id = None
    session.get_one(Person, person_id).active = False
    session.flush()


def _move(
    session: Session,
    table: Any,
    beside: tuple[str, ...],
    rank: Callable[[Any], int],
    person_id: int,
    into: int,
) -> None:
    rows = session.exec(select(table).where(col(table.person_id).in_((person_id, into)))).all()
    stays: dict[tuple[Any, ...], Any] = {}
    for row in sorted(rows, key=lambda row: (rank(row), row.person_id != into)):
        if stays.setdefault(tuple(getattr(row, name) for name in beside), row) is not row:
            session.delete(row)
    session.flush()  # what goes makes room for what stays
    for row in stays.values():
        row.person_id = into
    session.flush()
