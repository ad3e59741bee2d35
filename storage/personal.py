"""All that is kept of one person: where, by which column, and what becomes of it when they are erased.

A test walks the tables: one that names a person or a chat account and does not stand here fails it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select, tuple_
from sqlmodel import Session, SQLModel, col

from storage.tables.account import Story
from storage.tables.addresses import AddressHolder, Conversation, OpenedName
from storage.tables.audit import AuditEntry
from storage.tables.casework import SavedView
from storage.tables.delivery import Delivery, Push
from storage.tables.directory import ChatAddress, Department, Person, PersonRole, Team
from storage.tables.erased import ErasedMark
from storage.tables.gatherings import Activity, SignUp, TeamMeeting
from storage.tables.groups import GroupMember, Newcomer, TargetGroup
from storage.tables.learning import Learning
from storage.tables.reports import Report, ReportMark
from storage.tables.roles import NamedInSettings, RoleHolder
from storage.tables.sessions import StaffSession

REMOVED = "removed"  # the row goes
CLEARED = "cleared"  # the row stays and names nobody any more
NAMELESS = "nameless"  # the row stays with the person's row, which has no name any more: figures count it
REFUSED = "refused"  # while it is there, the person is not erased

# Every column that names a person of the directory, and what erasing does with it.
OF_PERSON: dict[tuple[type[SQLModel], str], str] = {
    (Person, "lead_id"): CLEARED,
    (PersonRole, "person_id"): REMOVED,
    (RoleHolder, "person_id"): REMOVED,
    (NamedInSettings, "person_id"): REFUSED,
    (NamedInSettings, "candidate_id"): REFUSED,
    (ChatAddress, "person_id"): REMOVED,
    (AddressHolder, "person_id"): CLEARED,  # the account stays: the next who has it opens nothing of before
    (GroupMember, "person_id"): NAMELESS,
    (Learning, "person_id"): NAMELESS,
    (Delivery, "person_id"): NAMELESS,
    (SignUp, "person_id"): REMOVED,
    (TeamMeeting, "taken_by"): CLEARED,
    (Story, "written_by"): CLEARED,
    (StaffSession, "person_id"): REMOVED,
    (SavedView, "person_id"): REMOVED,
    (Report, "assignee_id"): CLEARED,
    (ReportMark, "person_id"): REMOVED,
    (
        ErasedMark,
        "person_id",
    ): NAMELESS,  # keyed hashes: who comes back may still not know of what they might not
}
# Every table that holds a chat account (platform, workspace, user).
OF_ACCOUNT: dict[type[SQLModel], str] = {
    ChatAddress: REMOVED,
    StaffSession: REMOVED,
    Conversation: REMOVED,
    OpenedName: REMOVED,
    Newcomer: REMOVED,
    AddressHolder: CLEARED,
}
# What else can tell of somebody stays, and why.
GROUNDS: dict[type[SQLModel], str] = {
    AuditEntry: "the number alone, of who did what and to whom: nothing in a chain can change",
}

LEARNED = (  # of a module
    *("programme", "module", "edition", "assigned_on", "due_on", "begun_on", "finished_on", "brought"),
    *("bring_on", "snoozed_until", "certificate", "recall_on", "recalled", "no_recall"),
)
Account = tuple[str, str, str]


class Kept(NamedTuple):
    """All that is kept of somebody, but for reports. A row is a dict of what a person can be told; of `views`
    it is the id, under which the name is sealed (storage/saved_views.py)."""

    person: dict[str, Any]
    roles: list[dict[str, Any]]
    accounts: list[dict[str, Any]]
    groups: list[dict[str, Any]]
    modules: list[dict[str, Any]]
    messages: list[dict[str, Any]]
    activities: list[dict[str, Any]]
    meetings: list[dict[str, Any]]
    stories: list[dict[str, Any]]
    sessions: list[dict[str, Any]]
    views: list[dict[str, Any]]
    trail: list[dict[str, Any]]


def of_person(session: Session, person_id: int) -> Kept:
    """What is kept of somebody of the directory, each kind in its own order."""
    person = session.get_one(Person, person_id)
    mine = {"person_id": person_id}
    named = select(NamedInSettings.entry).where(col(NamedInSettings.person_id) == person_id)  # type: ignore[call-overload]
    roles = _rows(session, select(col(PersonRole.role)).filter_by(**mine).distinct().order_by("role"))
    return Kept(
        _person(session, person),
        [*roles, *_rows(session, named)],
        of_accounts(session, accounts(session, person_id), person.email),
        _groups(session, person_id),
        _learned(session, person_id),
        _brought(session, person_id),
        _activities(session, person_id),
        _meetings(session, person_id),
        _stories(session, person_id),
        _rows(session, select(col(StaffSession.platform), col(StaffSession.expires_at)).filter_by(**mine)),
        _rows(session, select(col(SavedView.id)).filter_by(**mine)),
        _trail(session, person.organisation_id, person_id),
    )


def accounts(session: Session, person_id: int) -> list[Account]:
    """The chat accounts that are or were last known to be somebody's, in order."""
    found: set[Account] = set()
    for table in (ChatAddress, AddressHolder):
        wanted = select(col(table.platform), col(table.workspace), col(table.user))
        found |= {(p, w, u) for p, w, u in session.execute(wanted.where(col(table.person_id) == person_id))}
    return sorted(found)


def of_accounts(session: Session, found: Sequence[Account], email: str = "") -> list[dict[str, Any]]:
    """Each of these accounts, with where it is kept; and whoever waits on the list of newcomers with it, or
    with this e-mail address."""
    every: list[dict[str, Any]] = []
    for platform, workspace, user in found:
        there = (platform, workspace, user)
        kept = [name for name, table in _PLACES if session.execute(_at(table, there).limit(1)).first()]
        every.append({"platform": platform, "workspace": workspace, "user": user, "kept_in": kept})
    waiting = select(col(Newcomer.platform), col(Newcomer.user), col(Newcomer.name), col(Newcomer.email))
    if email:
        every += _rows(session, waiting.where(col(Newcomer.email) == email))
    return every


def at_account(table: Any, found: Sequence[Account]) -> ColumnElement[bool]:
    """The rows of these accounts."""
    return tuple_(col(table.platform), col(table.workspace), col(table.user)).in_(list(found))


_PLACES: tuple[tuple[str, Any], ...] = (
    ("address", ChatAddress),
    ("holder", AddressHolder),
    ("conversation", Conversation),
    ("opened", OpenedName),
    ("newcomer", Newcomer),
)


def _at(table: Any, there: Account) -> Any:
    return select(col(table.platform)).where(at_account(table, [there]))


def _person(session: Session, person: Person) -> dict[str, Any]:
    department = session.get(Department, person.department_id) if person.department_id else None
    team = session.get(Team, person.team_id) if person.team_id else None
    lead = session.get(Person, person.lead_id) if person.lead_id else None
    led = select(col(Person.id)).where(col(Person.lead_id) == person.id, col(Person.active))
    return {
        "number": person.id,
        "name": person.name,
        "email": person.email,
        "department": department and department.name,
        "team": team and team.name,
        "lead": lead and lead.name,
        "leads": len(session.execute(led).all()),
        "started_on": person.started_on,
        "left_on": person.left_on,
        "active": person.active,
        "language": person.locale,
        "personnel_number": person.personnel_number,
        "directory_id": person.directory_id,
        "user_name": person.user_name,
    }


def _groups(session: Session, person_id: int) -> list[dict[str, Any]]:
    wanted = select(col(TargetGroup.key), col(TargetGroup.name)).join(
        GroupMember, col(GroupMember.group_id) == col(TargetGroup.id)
    )
    return _rows(session, wanted.where(col(GroupMember.person_id) == person_id).order_by("name"))


def _learned(session: Session, person_id: int) -> list[dict[str, Any]]:
    wanted: Any = select(*(col(getattr(Learning, name)) for name in LEARNED)).filter_by(person_id=person_id)
    return _rows(session, wanted.order_by(col(Learning.assigned_on), col(Learning.id)))


def _brought(session: Session, person_id: int) -> list[dict[str, Any]]:
    wanted: Any = select(
        col(Push.id).label("push_id"), col(Delivery.state), col(Delivery.why), col(Delivery.settled_on)
    ).join(Push, col(Push.id) == col(Delivery.push_id))
    return _rows(session, wanted.where(col(Delivery.person_id) == person_id).order_by(col(Push.id)))


def _activities(session: Session, person_id: int) -> list[dict[str, Any]]:
    wanted: Any = select(col(Activity.title), col(Activity.on_day), col(SignUp.waiting)).join(
        SignUp, col(SignUp.activity_id) == col(Activity.id)
    )
    return _rows(session, wanted.where(col(SignUp.person_id) == person_id).order_by(col(Activity.on_day)))


def _meetings(session: Session, person_id: int) -> list[dict[str, Any]]:
    wanted: Any = select(col(Team.name).label("team"), col(TeamMeeting.year), col(TeamMeeting.held_on)).join(
        Team, col(Team.id) == col(TeamMeeting.team_id)
    )
    return _rows(session, wanted.where(col(TeamMeeting.taken_by) == person_id).order_by("year", "team"))


def _stories(session: Session, person_id: int) -> list[dict[str, Any]]:
    wanted = select(col(Story.half), col(Story.theme), col(Story.version), col(Story.written_on))
    mine = wanted.where(col(Story.written_by) == person_id)
    return _rows(session, mine.order_by(col(Story.written_on), col(Story.id)))


def _trail(session: Session, organisation_id: int, person_id: int) -> list[dict[str, Any]]:
    """What somebody did, and what was done with their place in the directory. Never what is of a report."""
    number = f"person:{person_id}"
    found: list[tuple[str, int, dict[str, Any]]] = []
    for column, about in ((AuditEntry.actor, False), (AuditEntry.subject, True)):
        wanted = select(col(AuditEntry.at), col(AuditEntry.seq), col(AuditEntry.action)).where(
            col(AuditEntry.organisation_id) == organisation_id,
            col(column) == number,
            col(AuditEntry.action).not_like("report.%"),
        )
        rows = session.execute(wanted).all()
        found += [(at, seq, {"at": at, "action": action, "about": about}) for at, seq, action in rows]
    return [one for _, _, one in sorted(found, key=lambda one: one[:2])]


def _rows(session: Session, wanted: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in session.execute(wanted).mappings()]
