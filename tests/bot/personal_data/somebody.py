"""Somebody of whom there is a row in every table that can have one."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import inspect, text
from sqlmodel import Session

from bot.foundation import audit
from storage import groups, mailings, newcomers, openings, people, saved_views
from storage.people import AddressRow
from storage.saved_views import View
from storage.tables.account import Story
from storage.tables.addresses import Conversation
from storage.tables.directory import ChatAddress, Person, Team
from storage.tables.gatherings import Activity, SignUp, TeamMeeting, Week
from storage.tables.learning import Learning
from storage.tables.reports import Report, ReportMark
from storage.tables.sessions import StaffSession
from tests.support.world import TEAM, World

KEY, NAME = "weggaander", "Quintijn Zonderling"
EMAIL, USER = f"{KEY}@voorbeeldstad.example", f"U0{KEY.upper()}"
PERSONNEL, ENTRA, ENTRA_NAME = "PN-7741", "0b2c6f9e-1111-4222-8333-444455556666", "q.zonderling"
CERTIFICATE, OTHER, VIEW = "CERT-QZ-77", "U0OUDEACCOUNT", "Quintijns loodsen"
SECRETS = (NAME, "Zonderling", EMAIL, PERSONNEL, ENTRA, ENTRA_NAME, CERTIFICATE)
LAST_DAY = date(2026, 3, 1)


def furnish(world: World) -> int:
    """Adds them, who handled reports and left; gives their id."""
    reported = world.report()
    person_id = world.add_person(KEY, "handler", name=NAME)
    with world.unit() as session:
        _directory(session, world, person_id)
        _work(session, world, person_id, reported.id)
        ctx = world.context(session, KEY)
        audit.tell(ctx, "directory.changed", f"person:{world.people['employee']}")
        audit.tell(ctx, "report.opened", reported.id)
    return person_id


def leave(world: World, person_id: int) -> None:
    with world.unit() as session:
        person = session.get_one(Person, person_id)
        person.active, person.left_on = False, LAST_DAY


def _directory(session: Session, world: World, person_id: int) -> None:
    home, place = world.organisation.id, world.departments["Wmo"]
    person = session.get_one(Person, person_id)
    team = Team(organisation_id=home, department_id=place, name="Toegang")
    session.add(team)
    session.flush()
    person.team_id, person.started_on = team.id, date(2024, 5, 6)
    person.personnel_number, person.directory_id, person.user_name = PERSONNEL, ENTRA, ENTRA_NAME
    session.get_one(Person, world.people["employee"]).lead_id = person_id
    openings.open_for(session, "slack", TEAM, USER, [f"slack:{TEAM}:{OTHER}"])
    where = {"platform": "slack", "workspace": TEAM, "user": USER}
    session.add(Conversation(**where, conversation="D0GEHEIM", service_url=""))
    newcomers.put(session, home, AddressRow("teams", "tenant", "U0ELDERS"), NAME, EMAIL)
    group = groups.add(session, home, "front_desk", "Balie")
    groups.change_members(session, {(group.id, person_id)}, set())


def _work(session: Session, world: World, person_id: int, report_id: str) -> None:
    home, now = world.organisation.id, world.clock()
    finished: dict[str, Any] = {"finished_on": date(2026, 1, 20)}
    for module, rest in (("recognising-signals", finished), ("reporting", dict[str, Any]())):
        code: dict[str, Any] = (
            {"certificate": CERTIFICATE} if rest else {"progress": b"sealed", "bring_on": date(2026, 4, 1)}
        )
        session.add(
            Learning(
                organisation_id=home,
                person_id=person_id,
                programme="onboarding",
                module=module,
                assigned_on=date(2026, 1, 5),
                due_on=date(2026, 2, 5),
                begun_on=date(2026, 1, 7),
                **rest,
                **code,
            )
        )
    mailings.plan(session, home, "module", "m/1", "new/onboarding/reporting", [person_id], now, now.date())
    week = Week(
        organisation_id=home,
        title="Week",
        first_on=date(2026, 4, 6),
        last_on=date(2026, 4, 10),
        ready=False,
        announced=True,
    )
    session.add(week)
    session.flush()
    activity = Activity(
        organisation_id=home,
        week_id=week.id or 0,
        name="",
        kind="talk",
        title="Lezing over drugs",
        text="",
        on_day=date(2026, 4, 7),
        starts_at=datetime(2026, 4, 7, 10, tzinfo=UTC),
        minutes=60,
        place="",
        link="",
        capacity=1,
        code="C1",
    )
    session.add(activity)
    session.flush()
    for who, waits in ((person_id, False), (world.people["employee2"], True)):
        session.add(SignUp(activity_id=activity.id or 0, person_id=who, waiting=waits))
        session.flush()
    place: dict[str, Any] = {
        "department_id": world.departments["Wmo"],
        "team_id": session.get_one(Person, person_id).team_id,
    }
    session.add(TeamMeeting(organisation_id=home, year=2026, taken_by=person_id, **place))
    written: dict[str, Any] = {
        "half": "2026-H1",
        "theme": "drugs",
        "version": 1,
        "written_on": date(2026, 2, 2),
    }
    session.add(Story(organisation_id=home, ready=False, sealed=b"x", written_by=person_id, **written))
    at: dict[str, Any] = {"platform": "slack", "workspace": TEAM, "user": USER}
    ends = now + timedelta(hours=1)
    hashed: dict[str, Any] = {"token_hash": "h" * 64, "organisation_id": home, "person_id": person_id}
    session.add(StaffSession(**hashed, **at, expires_at=ends))
    session.get_one(Report, report_id).assignee_id = person_id
    session.add(ReportMark(report_id=report_id, person_id=person_id, position=1))
    saved_views.put(session, world.vault, home, person_id, View("", VIEW, "late:0"))


def everything(world: World) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of the main database."""
    with world.engine.connect() as connection:
        return {
            name: [dict(row) for row in connection.execute(text(f"SELECT * FROM {name}")).mappings()]
            for name in inspect(world.engine).get_table_names()
        }


def account_row(session: Session) -> ChatAddress | None:
    return session.get(ChatAddress, ("slack", TEAM, USER))


def known(world: World) -> bool:
    with world.reading() as session:
        return people.by_email(session, world.organisation.id, EMAIL) is not None
