"""A walk through what is kept of somebody: of the coordinator, of whom there is something of every kind."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from bot.personal_data.sections import NAMES
from bot.screens.layout import PAGE
from storage import groups, mailings, newcomers, openings
from storage.mailings import STATES
from storage.people import AddressRow
from storage.tables.account import Story
from storage.tables.addresses import Conversation
from storage.tables.delivery import Delivery
from storage.tables.directory import Person, PersonRole, Team
from storage.tables.gatherings import Activity, SignUp, TeamMeeting, Week
from storage.tables.learning import Learning
from storage.tables.roles import NamedInSettings
from storage.tables.sessions import StaffSession

Do = Callable[..., object]
DAY = date(2026, 2, 3)


def furnish(session: Session, person_id: int) -> None:
    """Something of every kind that can be kept of somebody, and in every state."""
    person = session.get_one(Person, person_id)
    home = person.organisation_id
    person.personnel_number, person.directory_id, person.user_name = "7", "o-7", "c"
    person.started_on, person.left_on, person.lead_id = DAY, DAY + timedelta(days=3000), person_id
    team = Team(organisation_id=home, department_id=1, name="Toegang van kept")
    session.add(team)
    for role in ("handler", "deputy", "privacy_officer"):
        session.add(PersonRole(person_id=person_id, role=role, source="kept"))
    session.add(NamedInSettings(organisation_id=home, entry="c@v.example", person_id=person_id))
    session.flush()
    person.team_id, person.department_id = team.id, 1
    where = {"platform": "slack", "workspace": "T1", "user": "coordinator"}
    session.merge(Conversation(**where, conversation="D0", service_url=""))
    openings.open_for(session, "slack", "T1", "coordinator", ["slack:T1:old"])
    newcomers.put(session, home, AddressRow("slack", "T1", "coordinator"), "c", person.email)
    group = groups.add(session, home, "kept", "Van kept")
    groups.change_members(session, {(group.id, person_id)}, set())
    session.add(
        Learning(
            organisation_id=home,
            person_id=person_id,
            programme="gone",
            module="gone",
            edition="2026",
            assigned_on=DAY,
            due_on=DAY,
            begun_on=DAY,
            finished_on=DAY,
            bring_on=DAY,
            snoozed_until=DAY,
            recall_on=DAY,
            certificate="kept",
        )
    )
    now = datetime(2026, 2, 3, 10, tzinfo=UTC)
    for number in range(PAGE * 2 + 1):
        mailings.plan(session, home, "week", f"kept/{number}", "place/0", [person_id], now, DAY)
    session.flush()
    mine = session.exec(select(Delivery).where(Delivery.person_id == person_id)).all()
    for number, one in enumerate(mine):
        one.state, one.settled_on = STATES[number % len(STATES)], DAY
    _gatherings(session, home, person_id, team.id or 0, now)


def _gatherings(session: Session, home: int, person_id: int, team_id: int, now: datetime) -> None:
    week = Week(organisation_id=home, title="W", first_on=DAY, last_on=DAY, ready=False)
    session.add(week)
    session.flush()
    about: dict[str, Any] = {
        "name": "",
        "kind": "talk",
        "title": "Lezing",
        "text": "",
        "place": "",
        "link": "",
    }
    activity = Activity(
        organisation_id=home, week_id=week.id or 0, on_day=DAY, starts_at=now, minutes=1, code="KEPT", **about
    )
    session.add(activity)
    session.flush()
    for who, waits in ((person_id, True), (person_id + 1, False)):
        session.add(SignUp(activity_id=activity.id or 0, person_id=who, waiting=waits))
    meeting: dict[str, Any] = {"year": 2020, "team_id": team_id, "department_id": 1, "held_on": DAY}
    session.add(TeamMeeting(organisation_id=home, taken_by=person_id, **meeting))
    for theme in ("", "drugs"):
        written: dict[str, Any] = {
            "half": "2019-H1",
            "theme": theme,
            "version": 1,
            "written_on": DAY,
            "ready": False,
        }
        session.add(Story(organisation_id=home, written_by=person_id, sealed=b"x", **written))
    ends = datetime(2026, 11, 3, 11, tzinfo=UTC)
    account: dict[str, Any] = {"platform": "slack", "workspace": "T1", "user": "coordinator"}
    session.add(
        StaffSession(token_hash="kept", organisation_id=home, person_id=person_id, expires_at=ends, **account)
    )


def walk(do: Do) -> None:
    """Every section, and the second page of what is long."""
    do("coordinator", "kept.open")
    for name in NAMES:
        do("coordinator", "kept.show", more=f"{name}:0")
    do("coordinator", "kept.show", more=f"messages:{PAGE}")
    do("handler", "kept.show", more="activities:0")
