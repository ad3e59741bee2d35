"""What the account can count of modules, on both databases."""

from datetime import date
from typing import Any

from storage import groups, learning, learning_counts
from storage.learning_counts import Learned
from storage.tables import Person
from tests.support.world import World

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)


def give(world: World, who: str, **values: Any) -> None:
    row = {
        "organisation_id": world.organisation.id,
        "person_id": world.people[who],
        "programme": "onboarding",
        "module": "why-us",
        "edition": "",
        "assigned_on": date(2026, 2, 2),
        "due_on": date(2026, 2, 16),
        "begun_on": None,
        "finished_on": None,
    }
    with world.unit() as session:
        learning.assign(session, [row | values])


def work_at(world: World, who: str, **values: Any) -> None:
    with world.unit() as session:
        person = session.get(Person, world.people[who])
        assert person is not None
        for name, value in values.items():
            setattr(person, name, value)


def by_department(world: World) -> list[Learned]:
    with world.reading() as session:
        return learning_counts.by_department(session, world.organisation.id, FIRST, LAST)


def test_people_with_the_same_story_are_one_row(world: World) -> None:
    desk = world.departments["Burgerzaken"]
    for who in ("employee", "employee2"):
        work_at(world, who, department_id=desk)
        give(world, who, begun_on=date(2026, 2, 3), finished_on=date(2026, 2, 5))
    give(world, "handler")
    late = Learned("onboarding", "why-us", "", None, True, False, False, True, None, 1)
    done = Learned("onboarding", "why-us", "", desk, True, True, True, False, 3, 2)
    assert sorted(by_department(world), key=str) == sorted([late, done], key=str)


def test_what_lies_outside_the_period_is_not_counted_in_it(world: World) -> None:
    give(world, "employee", assigned_on=date(2026, 7, 1), due_on=date(2026, 7, 15))
    give(world, "employee2", assigned_on=date(2025, 1, 1), finished_on=date(2025, 12, 31))
    give(world, "handler", assigned_on=date(2025, 12, 1), begun_on=date(2025, 12, 2))
    give(world, "handler2", due_on=LAST)  # the last day is still in time
    found = {(row.assigned, row.begun, row.finished, row.overdue): row.number for row in by_department(world)}
    assert found == {(False, False, False, True): 1, (True, False, False, False): 1}


def test_who_left_is_not_overdue_and_still_counts_for_what_they_did(world: World) -> None:
    give(world, "employee", begun_on=date(2026, 2, 3))
    work_at(world, "employee", left_on=date(2026, 3, 1), active=False)
    (row,) = by_department(world)
    assert (row.begun, row.overdue) == (True, False)


def test_target_groups_are_counted_each_for_themselves(world: World) -> None:
    with world.unit() as session:
        made = [groups.add(session, world.organisation.id, key, key).id for key in ("balie", "nieuw")]
        groups.change_members(session, [(group, world.people["employee"]) for group in made], [])
    give(world, "employee")
    give(world, "employee2")
    with world.reading() as session:
        rows = learning_counts.by_group(session, world.organisation.id, FIRST, LAST)
    assert sorted((row.place, row.number) for row in rows) == [(group, 1) for group in made]


def test_another_organisation_is_not_counted(world: World) -> None:
    other = world.add_organisation("elders", "Elders")
    give(world, "employee", organisation_id=other.id)
    assert by_department(world) == []
