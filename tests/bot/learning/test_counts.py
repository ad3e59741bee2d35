"""What the account can count of modules, on both databases."""

from datetime import date
from typing import Any

import pytest

from storage import learning, learning_counts
from storage.learning_counts import Learned
from storage.tables.directory import Person
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


def by_module(world: World) -> list[Learned]:
    with world.reading() as session:
        return learning_counts.by_module(session, world.organisation.id, FIRST, LAST)


def test_each_module_is_one_row_for_every_edition(world: World) -> None:
    for who in ("employee", "employee2"):
        give(world, who, begun_on=date(2026, 2, 3), finished_on=date(2026, 2, 5))
    give(world, "handler")
    give(world, "handler", edition="2026", begun_on=date(2026, 2, 3))
    give(world, "handler", module="integrity", due_on=None)
    assert sorted(by_module(world)) == [
        Learned("onboarding", "integrity", 0, 0, 0),
        Learned("onboarding", "why-us", 3, 2, 1),  # a later edition takes the place of one that was not done
    ]


def test_what_lies_outside_the_period_is_not_counted_in_it(world: World) -> None:
    give(world, "employee", assigned_on=date(2026, 7, 1), due_on=date(2026, 7, 15))
    give(world, "employee2", assigned_on=date(2025, 1, 1), finished_on=date(2025, 12, 31))
    give(world, "handler", assigned_on=date(2025, 12, 1), begun_on=date(2025, 12, 2))
    give(world, "handler2", due_on=LAST)  # the last day is still in time
    assert by_module(world) == [Learned("onboarding", "why-us", 0, 0, 1)]


@pytest.mark.both
def test_who_left_is_not_overdue_and_still_counts_for_what_they_did(world: World) -> None:
    give(world, "employee", begun_on=date(2026, 2, 3))
    work_at(world, "employee", left_on=date(2026, 3, 1), active=False)
    assert by_module(world) == [Learned("onboarding", "why-us", 1, 0, 0)]


def test_another_organisation_is_not_counted(world: World) -> None:
    other = world.add_organisation("elders", "Elders")
    give(world, "employee", organisation_id=other.id)
    assert by_module(world) == []
