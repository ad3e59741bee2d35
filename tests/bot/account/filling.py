"""A municipality with something of everything that the account counts."""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session

from storage import directory, field_log, groups
from storage.tables.directory import Person
from storage.tables.gatherings import (
    Activity,
    Campaign,
    CampaignCount,
    MeetingRound,
    Participation,
    Poll,
    TeamMeeting,
    Week,
    WeekParticipants,
)
from storage.tables.learning import Learning
from tests.support.world import World

FIRST, LAST = date(2025, 7, 1), date(2025, 12, 31)
MODULES = ("recognising-signals", "reporting")
NAMES = ("=HYPERLINK(1)", "Team 🚲 Buiten")


def fill(world: World) -> None:
    """Onboarding of forty people, meetings of six teams, a week, a campaign, and activities."""
    home, places = world.organisation.id, sorted(world.departments.values())
    with world.unit() as session:
        _onboarding(session, home, places)
        _meetings(session, home, places)
        _week(session, home, places)
        campaign = Campaign(
            organisation_id=home, name="", title="Let op je post", text="", planned_on=date(2025, 10, 1)
        )
        session.add(campaign)
        session.flush()
        for place, number in zip(places, (40, 25, 10), strict=True):
            session.add(
                CampaignCount(
                    campaign_id=campaign.id or 0,
                    department_id=place,
                    sent=number,
                    opened=number - 5,
                    completed=number // 3,
                )
            )
        own = field_log.add_kinds(session, home, ["Gesprek met ondernemers"])
        for kind, number in (("checks", 12), ("closures", 2), (own["Gesprek met ondernemers"], 7)):
            field_log.add(session, home, kind, date(2025, 9, 9), number)


def _onboarding(session: Session, home: int, places: list[int]) -> None:
    group = groups.add(session, home, "front_desk", "Balie")
    for number in range(40):
        person = Person(
            organisation_id=home, name=f"Iemand {number}", department_id=places[min(number // 18, 2)]
        )
        session.add(person)
        session.flush()
        began = FIRST + timedelta(days=number)
        for module in MODULES:
            session.add(
                Learning(
                    organisation_id=home,
                    person_id=person.id or 0,
                    programme="onboarding",
                    module=module,
                    assigned_on=began,
                    due_on=began + timedelta(days=30),
                    begun_on=began + timedelta(days=2) if number % 4 else None,
                    finished_on=began + timedelta(days=9) if number % 4 > 1 else None,
                )
            )
        if number % 3 == 0:
            groups.change_members(session, {(group.id, person.id or 0)}, set())


def _meetings(session: Session, home: int, places: list[int]) -> None:
    session.add(
        MeetingRound(
            organisation_id=home,
            year=2025,
            pack="drugs",
            started_on=date(2025, 1, 6),
            until=date(2025, 12, 19),
        )
    )
    for number in range(6):
        place = places[number % 3]
        name = NAMES[number] if number < len(NAMES) else f"Team {number}"
        held = date(2025, 9, 1 + number) if number > 1 else None
        session.add(
            TeamMeeting(
                organisation_id=home,
                year=2025,
                team_id=directory.add_team(session, home, place, name),
                department_id=place,
                held_on=held,
                present=7 if held else None,
                size=12 if held else None,
            )
        )


def _week(session: Session, home: int, places: list[int]) -> None:
    week = Week(
        organisation_id=home, title="Week", first_on=date(2025, 11, 3), last_on=date(2025, 11, 7), ready=False
    )
    session.add(week)
    session.flush()
    for number, kind in enumerate(("talk", "talk", "quiz")):
        starts = datetime(2025, 11, 4, 10 + number, tzinfo=UTC)
        activity = Activity(
            organisation_id=home,
            week_id=week.id or 0,
            name="",
            kind=kind,
            title="Iets",
            text="",
            on_day=date(2025, 11, 4),
            starts_at=starts,
            minutes=60,
            place="",
            link="",
            code=f"C{number}",
        )
        session.add(activity)
        session.flush()
        for place in places:
            session.add(Participation(activity_id=activity.id or 0, department_id=place, number=8 - number))
    for place in places:
        session.add(WeekParticipants(week_id=week.id or 0, department_id=place, number=15))
    session.add(
        Poll(
            organisation_id=home,
            kind="dilemma",
            about="gift",
            answers="a\nb",
            opens_on=date(2025, 11, 3),
            closes_on=date(2025, 11, 7),
            key_name="",
            votes=31,
            result="20 11",
        )
    )
