"""A generated year of a municipality, written to the database and kept as a diary of plain records.

The diary is what really happened; tests/bot/account/opinion.py counts it without the product."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

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
from storage.tables.satisfaction import Satisfaction
from tests.bot.account.making import Made, keep, keep_redirects, some_reports
from tests.support.world import World

FIRST, LAST = date(2025, 7, 1), date(2026, 6, 30)
MODULES = ("recognising-signals", "reporting")


@dataclass
class Course:
    """One module of somebody: where they are, until when, and what they did on which day."""

    person: int
    place: int
    groups: tuple[int, ...]
    left_on: date | None
    is_here: bool
    module: str
    assigned_on: date
    due_on: date
    begun_on: date | None
    finished_on: date | None


@dataclass
class Diary:
    reports: list[Made] = field(default_factory=list)
    courses: list[Course] = field(default_factory=list)
    rounds: dict[int, tuple[date, date]] = field(default_factory=dict)
    meetings: list[tuple[int, int, int, date | None, int, int]] = field(default_factory=list)
    weeks: list[tuple[date, dict[int, set[int]]]] = field(default_factory=list)  # day, who by place
    campaigns: list[tuple[int, date, dict[int, tuple[int, int, int]]]] = field(default_factory=list)
    logged: list[tuple[str, date, int]] = field(default_factory=list)
    redirects: list[tuple[str, date, int]] = field(default_factory=list)  # kind, month
    activities: list[tuple[str, date, int]] = field(default_factory=list)  # kind, day, heads
    polls: list[tuple[str, date, int]] = field(default_factory=list)
    satisfied: list[tuple[str, date, int]] = field(default_factory=list)  # first day of the half-year


def write(world: World, seed: int) -> Diary:
    """A year with leavers, returners, two rounds over New Year, two weeks, campaigns, and what was logged."""
    rng, diary, home = random.Random(seed), Diary(), world.organisation.id
    places = sorted(world.departments.values())
    diary.reports = some_reports(
        rng.randint(20, 220), FIRST, LAST, seed, places, rng.choice([0.0, 1.0, 2.0]), 0.2
    )
    with world.unit() as session:
        keep(session, home, diary.reports)
        _people(session, home, places, rng, diary)
        _meetings(session, home, places, rng, diary)
        _events(session, home, places, rng, diary)
        _answers(session, home, random.Random(seed), diary)
    return diary


def _day(rng: random.Random) -> date:
    return rng.choice([FIRST + timedelta(days=rng.randrange(365)), date(2025, 12, 31), date(2026, 3, 29)])


def _people(session: Session, home: int, places: list[int], rng: random.Random, diary: Diary) -> None:
    every = [groups.add(session, home, f"g{n}", f"Groep {n}").id for n in range(2)]
    teams = {directory.add_team(session, home, place, f"Werkteam {place}"): place for place in places}
    for number in range(rng.randint(30, 90)):
        fate = rng.choice(["stays", "stays", "stays", "left", "back"])
        left = _day(rng) if fate == "left" else None
        place = rng.choice(places)
        team = next(id for id, of in teams.items() if of == place)
        person = Person(organisation_id=home, name=f"Iemand {number}", left_on=left, active=left is None)
        if number % 2:
            person.team_id = team  # whoever has no department of their own is in that of the team
        else:
            person.department_id = place
        session.add(person)
        session.flush()
        mine = tuple(id for id in every if rng.random() < 0.5)
        groups.change_members(session, {(id, person.id or 0) for id in mine}, set())
        assigned = min(_day(rng), left or LAST)
        for module in MODULES:
            begun = assigned + timedelta(days=rng.randint(0, 60)) if rng.random() < 0.8 else None
            finished = begun + timedelta(days=rng.randint(0, 90)) if begun and rng.random() < 0.7 else None
            begun, finished = (day if day and day <= (left or LAST) else None for day in (begun, finished))
            course = Course(
                person.id or 0, place, mine, left, left is None, module, assigned, assigned, begun, finished
            )
            course.due_on = assigned + timedelta(days=rng.choice([10, 30, 90]))
            diary.courses.append(course)
            session.add(
                Learning(
                    organisation_id=home,
                    person_id=person.id or 0,
                    programme="onboarding",
                    module=module,
                    assigned_on=assigned,
                    due_on=course.due_on,
                    begun_on=begun,
                    finished_on=finished,
                )
            )


def _meetings(session: Session, home: int, places: list[int], rng: random.Random, diary: Diary) -> None:
    diary.rounds = {
        2025: (date(2025, 9, 1), date(2026, 2, 28)),
        2026: (date(2026, rng.choice([5, 9]), 1), date(2027, 2, 28)),
    }
    for year, (started, until) in diary.rounds.items():
        session.add(
            MeetingRound(organisation_id=home, year=year, pack="drugs", started_on=started, until=until)
        )
    for number in range(rng.randint(2, 12)):
        place = rng.choice(places)
        team = directory.add_team(session, home, place, f"Team {number}")
        for year, (started, _) in diary.rounds.items():
            held = started + timedelta(days=rng.randint(0, 200)) if rng.random() < 0.7 else None
            held = held if held and held <= LAST else None
            size, present = 12, rng.randint(0, 12)
            diary.meetings.append((year, team, place, held, present, size))
            meeting = TeamMeeting(organisation_id=home, year=year, team_id=team, department_id=place)
            if held:
                meeting.held_on, meeting.present, meeting.size = held, present, size
            session.add(meeting)


def _week(session: Session, home: int, week: Week, rng: random.Random, diary: Diary) -> None:
    for number in range(rng.randint(1, 5)):
        kind, heads, joined = rng.choice(["talk", "quiz"]), rng.randint(0, 30), rng.randint(0, 20)
        diary.activities.append((kind, week.first_on, max(heads, joined)))
        activity = Activity(
            organisation_id=home,
            week_id=week.id or 0,
            name="",
            kind=kind,
            title="Iets",
            text="",
            on_day=week.first_on,
            starts_at=datetime.combine(week.first_on, time(10), UTC),
            minutes=60,
            place="",
            link="",
            code=f"C{week.id}-{number}",
            headcount=heads,
        )
        session.add(activity)
        session.flush()
        session.add(Participation(activity_id=activity.id or 0, department_id=0, number=joined))
    votes = rng.randint(0, 60)
    diary.polls.append(("dilemma", week.last_on, votes))
    session.add(
        Poll(
            organisation_id=home,
            kind="dilemma",
            about=f"gift-{week.id}",
            answers="a",
            opens_on=week.first_on,
            closes_on=week.last_on,
            key_name="",
            votes=votes,
            result=str(votes),
        )
    )


def _events(session: Session, home: int, places: list[int], rng: random.Random, diary: Diary) -> None:
    for first in (date(2025, 11, 3), date(2026, 4, 13)):
        week = Week(organisation_id=home, title="Week", first_on=first, last_on=first, ready=False)
        session.add(week)
        session.flush()
        who = {
            place: {n for n in range(40) if n % len(places) == at and rng.random() < 0.7}
            for at, place in enumerate(places)
        }
        diary.weeks.append((first, who))
        _week(session, home, week, rng, diary)
        for place, some in who.items():
            session.add(WeekParticipants(week_id=week.id or 0, department_id=place, number=len(some)))
    for _ in range(rng.randint(1, 8)):
        campaign = Campaign(organisation_id=home, name="", title="Iets", text="", planned_on=_day(rng))
        session.add(campaign)
        session.flush()
        counts = {}
        for place in places:
            sent = rng.randint(0, 30)
            opened = rng.randint(0, sent)
            counts[place] = (sent, opened, rng.randint(0, opened))
            names = dict(zip(("sent", "opened", "completed"), counts[place], strict=True))
            session.add(CampaignCount(campaign_id=campaign.id or 0, department_id=place, **names))
        diary.campaigns.append((campaign.id or 0, campaign.planned_on, counts))
    for kind in ("danger", "threat", "nuisance"):
        month, number = _day(rng).replace(day=1), rng.randint(0, 20)
        diary.redirects.append((kind, month, number))
        keep_redirects(session, home, {kind: number}, month)
    for _ in range(rng.randint(0, 12)):
        entry = (rng.choice(["checks", "closures", "tips"]), _day(rng), rng.randint(1, 9))
        diary.logged.append(entry)
        field_log.add(session, home, *entry)


def _answers(session: Session, home: int, rng: random.Random, diary: Diary) -> None:
    """What reporters thought of it, in each half-year: of too few, of one answer too little, or enough."""
    for half in (FIRST, date(2026, 1, 1)):
        for answer in ("yes", "partly", "no"):
            number = rng.choice([0, 2, 7, 11])
            diary.satisfied.append((answer, half, number))
            session.add(Satisfaction(organisation_id=home, half=half, answer=answer, count=number))
