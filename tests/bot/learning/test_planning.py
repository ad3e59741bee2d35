"""Who gets which module on which day, and when they hear of it again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from bot.foundation.screen import Row as BodyRow
from bot.learning import content, planner
from bot.learning.content import Entry
from storage import groups, learning, learning_counts, people
from storage.tables.delivery import Delivery, Push
from storage.tables.directory import Person
from storage.tables.learning import Learning
from tests.support.world import TEAM, World

pytestmark = pytest.mark.usefixtures("sample")
MONDAY = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)  # 9:30 in the Netherlands


def starts(world: World, who: str, day: date, *in_groups: str) -> None:
    """Somebody begins on a day, in some target groups."""
    with world.unit() as session:
        person = session.get(Person, world.people[who])
        assert person is not None
        person.started_on = day
        for key in in_groups:
            group = groups.add(session, world.organisation.id, key, key)
            groups.change_members(session, [(group.id, world.people[who])], [])


def plan(world: World, moment: datetime) -> int:
    return planner.plan(world.engine, world.organisation, moment)


def theirs(world: World, who: str) -> list[tuple[str, date]]:
    with world.reading() as session:
        wanted = select(col(Learning.module), col(Learning.assigned_on)).order_by(col(Learning.id))
        return [
            (name, day)
            for name, day in session.execute(wanted.where(col(Learning.person_id) == world.people[who]))
        ]


def planned(world: World, who: str) -> list[str]:
    with world.reading() as session:
        wanted = select(col(Push.key)).join(Delivery, col(Delivery.push_id) == col(Push.id))
        return list(session.execute(wanted.where(col(Delivery.person_id) == world.people[who])).scalars())


def days(world: World, count: int, start: datetime = MONDAY) -> None:
    """The planner runs every morning for so many days."""
    for number in range(count):
        plan(world, start + timedelta(days=number))


@pytest.mark.both
def test_a_newcomer_gets_modules_on_working_days_from_their_start_date(world: World) -> None:
    starts(world, "employee", date(2026, 3, 5), "balie")  # a Thursday
    days(world, 14)
    monday = date(2026, 3, 9)
    assert theirs(world, "employee") == [
        ("first", date(2026, 3, 5)),
        ("second", monday),
        ("desk", monday + timedelta(days=1)),  # one module a day
    ]
    assert theirs(world, "employee2") == []


def test_who_starts_in_the_weekend_begins_on_monday(sqlite_world: World) -> None:
    starts(sqlite_world, "employee", date(2026, 3, 7))
    days(sqlite_world, 9)
    assert theirs(sqlite_world, "employee")[0] == ("first", date(2026, 3, 9))


def test_planning_again_plans_nothing_twice(world: World) -> None:
    starts(world, "employee", MONDAY.date())
    assert [plan(world, MONDAY + timedelta(minutes=5 * n)) for n in range(4)] == [1, 0, 0, 0]
    assert planned(world, "employee") == ["module/onboarding/first/once/0"]


def test_reminders_come_and_end(sqlite_world: World) -> None:
    starts(sqlite_world, "employee", MONDAY.date())
    days(sqlite_world, 20)
    first = [key for key in planned(sqlite_world, "employee") if "/first/" in key]
    assert sorted(first) == [f"module/onboarding/first/once/{n}" for n in range(3)]


def test_nothing_is_brought_outside_working_time(sqlite_world: World) -> None:
    starts(sqlite_world, "employee", date(2026, 3, 2))
    assert plan(sqlite_world, datetime(2026, 3, 2, 19, tzinfo=UTC)) == 0
    assert plan(sqlite_world, datetime(2026, 3, 7, 10, tzinfo=UTC)) == 0  # a Saturday
    assert plan(sqlite_world, datetime(2026, 3, 3, 5, tzinfo=UTC)) == 1
    with sqlite_world.reading() as session:
        (moment,) = session.execute(select(col(Delivery.not_before))).scalars()
    assert moment == datetime(2026, 3, 3, 8, tzinfo=UTC)


def test_who_finished_hears_nothing_more(sqlite_world: World) -> None:
    starts(sqlite_world, "employee", MONDAY.date())
    plan(sqlite_world, MONDAY)
    with sqlite_world.unit() as session:
        row = session.execute(select(Learning)).scalar_one()
        row.finished_on = MONDAY.date()
    days(sqlite_world, 20, MONDAY + timedelta(days=3))
    assert "module/onboarding/first/once/1" not in planned(sqlite_world, "employee")


@pytest.mark.both
def test_who_left_hears_nothing_more(world: World) -> None:
    starts(world, "employee", MONDAY.date())
    plan(world, MONDAY)
    with world.unit() as session:
        person = session.get(Person, world.people["employee"])
        assert person is not None
        person.left_on = date(2026, 3, 3)
    days(world, 10, MONDAY + timedelta(days=2))
    assert planned(world, "employee") == ["module/onboarding/first/once/0"]
    with world.reading() as session:
        assert session.execute(select(col(Learning.bring_on))).scalar_one() is None


def test_who_has_been_here_for_long_is_no_newcomer(sqlite_world: World) -> None:
    starts(sqlite_world, "employee", date(2025, 12, 1))
    starts(sqlite_world, "employee2", date(2026, 2, 2))  # imported a month late
    days(sqlite_world, 5)
    assert theirs(sqlite_world, "employee") == []
    assert [name for name, _ in theirs(sqlite_world, "employee2")] == ["first", "second"]


def test_a_module_that_was_taken_away_is_not_brought_any_more(sqlite_world: World) -> None:
    starts(sqlite_world, "employee", MONDAY.date())
    plan(sqlite_world, MONDAY)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(content, "of", lambda organisation: {})
        days(sqlite_world, 10, MONDAY + timedelta(days=1))
    assert planned(sqlite_world, "employee") == ["module/onboarding/first/once/0"]


def test_a_yearly_programme_comes_back_each_year_for_everybody_once(sqlite_world: World) -> None:
    ours = content.of("voorbeeldstad")["onboarding"]
    yearly = replace(ours, audience="everybody", entries=(Entry("first", 1),), yearly=True, starts="03-01")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(content, "of", lambda organisation: {"onboarding": yearly})
        assert plan(sqlite_world, MONDAY) == len(sqlite_world.people)
        assert plan(sqlite_world, MONDAY + timedelta(hours=1)) == 0
        assert plan(sqlite_world, MONDAY.replace(year=2027, day=1)) == len(sqlite_world.people)
    with sqlite_world.reading() as session:
        editions = set(session.execute(select(col(Learning.edition))).scalars())
    assert editions == {"2026", "2027"}
    assert planned(sqlite_world, "employee")[-1].startswith("module/onboarding/first/2027")


@pytest.mark.both
def test_what_was_done_or_begun_of_an_earlier_year_stays_and_is_not_late(world: World) -> None:
    ours = content.of("voorbeeldstad")["onboarding"]
    yearly = replace(ours, audience="everybody", entries=(Entry("first", 1),), yearly=True, starts="03-01")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(content, "of", lambda organisation: {"onboarding": yearly})
        plan(world, MONDAY)
        with world.unit() as session:
            for who, name in (("employee", "begun_on"), ("employee2", "finished_on")):
                mine = update(Learning).where(col(Learning.person_id) == world.people[who])
                session.execute(mine.values({name: MONDAY.date()}))
        plan(world, MONDAY.replace(year=2027, day=1))
        plan(world, MONDAY.replace(year=2027, day=2))
    with world.reading() as session:
        rows = session.execute(select(Learning)).scalars().all()
        assert {row.edition for row in rows if row.bring_on and not row.finished_on} == {"2027"}
        count = partial(learning_counts.by_module, session, world.organisation.id)
        (before,) = count(date(2026, 7, 1), date(2026, 12, 31))
        (after,) = count(date(2027, 1, 1), date(2027, 3, 31))
    assert before.overdue == len(world.people) - 1  # as it was counted at the time
    assert after.overdue == len(world.people)  # of this year alone: nobody is late twice
    shown = world.walk("coordinator").do("learn", "mine")
    assert (
        len([part for part in shown.body if isinstance(part, BodyRow) and part.title == "De eerste dag"]) == 1
    )


def test_modules_with_a_turn_come_one_a_year_and_begin_anew(sqlite_world: World) -> None:
    ours = content.of("voorbeeldstad")["onboarding"]
    entries = (Entry("first", 1, turn=1), Entry("second", 1, turn=2), Entry("desk", 1, turn=3))
    yearly = replace(ours, audience="everybody", entries=entries, yearly=True, starts="03-01")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(content, "of", lambda organisation: {"onboarding": yearly})
        came = []
        for year in range(2026, 2031):
            days(sqlite_world, 5, datetime(year, 3, 1, 8, 30, tzinfo=UTC))
            came.append((year, [name for name, _ in theirs(sqlite_world, "employee")][-1:]))
    assert came == [
        (2026, ["desk"]),
        (2027, ["first"]),
        (2028, ["second"]),
        (2029, ["desk"]),
        (2030, ["first"]),
    ]


@pytest.mark.both
def test_who_came_lately_is_not_refreshed_yet(world: World) -> None:
    ours = content.of("voorbeeldstad")["onboarding"]
    yearly = replace(
        ours,
        audience="everybody",
        entries=(Entry("first", 1),),
        yearly=True,
        starts="03-01",
        settled=182,
    )
    starts(world, "employee", date(2026, 1, 5))
    starts(world, "employee2", date(2025, 8, 1))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(content, "of", lambda organisation: {"onboarding": yearly})
        days(world, 40)
        assert theirs(world, "employee") == []
        assert theirs(world, "employee2") == theirs(world, "coordinator") == [("first", MONDAY.date())]
        days(world, 2, MONDAY.replace(year=2027, day=1))
        assert theirs(world, "employee") == [("first", date(2027, 3, 1))]


def test_a_new_version_does_not_start_anybody_over(sqlite_world: World) -> None:
    starts(sqlite_world, "employee", MONDAY.date())
    plan(sqlite_world, MONDAY)
    with sqlite_world.unit() as session:
        row = session.execute(select(Learning)).scalar_one()
        row.finished_on, row.version = MONDAY.date(), 0
    days(sqlite_world, 2, MONDAY + timedelta(days=1))
    assert [name for name, _ in theirs(sqlite_world, "employee")].count("first") == 1


@pytest.mark.both
def test_more_people_than_go_in_one_unit_are_all_planned_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planner, "SOME", 3)
    with world.unit() as session:
        for number in range(10):
            person_id = people.add(session, world.organisation.id, f"Nieuw {number}")
            person = session.get(Person, person_id)
            assert person is not None
            person.started_on = MONDAY.date()
            people.give_address(session, person_id, "slack", TEAM, f"U{number}")
    assert plan(world, MONDAY) == 10
    assert plan(world, MONDAY) == 0


@pytest.mark.both
def test_what_somebody_began_of_their_own_accord_is_due_when_its_day_comes(world: World) -> None:
    starts(world, "employee", MONDAY.date())
    with world.unit() as session:
        mine = {"organisation_id": world.organisation.id, "person_id": world.people["employee"]}
        early = mine | {"programme": "onboarding", "assigned_on": date(2026, 2, 27)}
        learning.assign(session, [early | {"module": name} for name in ("first", "second")])
        row = learning.find(session, world.organisation.id, world.people["employee"], "onboarding", "second")
        assert row is not None
        learning.change(session, row.id, finished_on=date(2026, 2, 27))
    days(world, 2)
    assert planned(world, "employee") == ["module/onboarding/first/once/0"]
    with world.reading() as session:
        rows = learning.of_person(session, world.organisation.id, world.people["employee"])
    assert [(row.module, row.assigned_on, row.due_on) for row in rows] == [
        ("first", MONDAY.date(), date(2026, 3, 6)),
        ("second", date(2026, 2, 27), None),
    ]
