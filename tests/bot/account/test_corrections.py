"""A correction corrects; and people who left are in what they did, in every table alike."""

from datetime import date

import pytest
from sqlmodel import col, select

from bot.account import tables
from bot.account.disclosure.disclosed import Disclosed, load
from bot.account.disclosure.figures import account
from bot.account.disclosure.half_year import late
from bot.account.disclosure.kinds import KINDS
from bot.account.disclosure.numbers import Figure, bounds
from bot.account.disclosure.suppression import THRESHOLD
from bot.account.disclosure.tables import Table
from bot.foundation import words
from storage import closings, field_log
from storage.counts import Counts
from storage.tables.account import Logged
from storage.tables.directory import Person
from storage.tables.learning import Learning
from tests.bot.account.test_closing import FIRST, HALF, LAST, close, correct, fill
from tests.support.examples import given, settings, st
from tests.support.world import World


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


def log(world: World, kind: str, number: int) -> None:
    with world.unit() as session:
        field_log.add(session, world.organisation.id, kind, date(2025, 9, 9), number)


def remove(world: World, kind: str) -> None:
    with world.unit() as session:
        for row in session.exec(select(Logged).where(col(Logged.kind) == kind)).all():
            session.delete(row)


def told(world: World) -> dict[str, Figure]:
    """The activities in the newest version."""
    with world.reading() as session:
        newest = closings.versions(session, world.organisation.id, HALF)[-1]
    activities = next(table for table in load(newest.told).tables if table.name == "activities")
    return {row.keys[0]: row.numbers[0] for row in activities.rows}


@pytest.mark.both
@pytest.mark.parametrize("others", (True, False))
def test_an_activity_that_was_logged_by_mistake_is_gone_after_a_correction(
    world: World, others: bool
) -> None:
    fill(world)
    log(world, "closures", 12)
    if others:
        log(world, "checks", 30)
    close(world)
    remove(world, "closures")
    done = correct(world)
    assert done is not None and done.version == 2
    assert told(world) == {"closures": 0, **({"checks": 30} if others else {})}


@pytest.mark.slow
def test_a_range_stays_a_range_at_the_next_correction(world: World) -> None:
    fill(world)
    log(world, "tips", 20)
    log(world, "own/1", 20)
    log(world, "checks", 20)
    close(world)
    log(world, "tips", 3)
    log(world, "checks", 3)  # acts and not people: told as they are
    correct(world)
    log(world, "own/1", 9)
    correct(world)
    assert told(world) == {"tips": (21, 24), "own/1": 29, "checks": 23}
    log(world, "tips", 3)  # 26: too near to 24 to be told
    correct(world)
    assert told(world)["tips"] == (25, 28)
    log(world, "tips", 10)
    correct(world)
    assert told(world)["tips"] == 36


@settings(max_examples=300)
@given(st.integers(5, 60), st.lists(st.integers(5, 60), min_size=1, max_size=6))
def test_corrections_one_after_another_are_true_and_tell_no_change_of_a_few(
    first: int, later: list[int]
) -> None:
    def activities(number: int) -> Table:
        return KINDS["activities"].of({"tips": [number]}, THRESHOLD)

    nothing = account(Counts([], [], [], 0, []), FIRST, LAST, [], THRESHOLD)
    was, before = Disclosed(nothing, (activities(first),)), [(first, first)]
    for number in later:
        was = late(was, (activities(number),))
        least, most = bounds(was.tables[0].rows[0].numbers[0])
        assert most is not None and least <= number <= most
        for low, high in before[-1:]:
            if (low, high) != (least, most) and least == most and low == high:
                assert abs(least - low) >= THRESHOLD
        if least == most != before[-1][0]:  # told exactly again: so far away that nobody knows by how much
            low, high = before[-1]
            assert min(abs(least - low), abs(least - high)) >= THRESHOLD
        before.append((least, most))


@pytest.mark.both
def test_people_who_left_are_in_what_they_did_in_every_table(world: World) -> None:
    """Thirty people began; ten of them left in October, and six more after the half-year had ended."""
    home, place = world.organisation.id, min(world.departments.values())
    with world.unit() as session:
        for number in range(30):
            left = date(2025, 10, 31) if number < 10 else date(2026, 1, 15) if number < 16 else None
            person = Person(
                organisation_id=home,
                name=f"Iemand {number}",
                department_id=place,
                left_on=left,
                active=left is None,
            )
            session.add(person)
            session.flush()
            session.add(
                Learning(
                    organisation_id=home,
                    person_id=person.id or 0,
                    programme="onboarding",
                    module="a",
                    assigned_on=date(2025, 8, 1),
                    due_on=date(2025, 11, 1),
                    begun_on=date(2025, 8, 2),
                )
            )
    with world.reading() as session:
        found = {table.name: table for table in tables.tables(session, home, FIRST, LAST, THRESHOLD)}
    assert [row.numbers for row in found["onboarding"].rows] == [(30,), (30,)]
    assert found["modules"].rows[0].numbers == (30, 0, 20)
    assert found["onboarding_departments"].total == (0, 0, 0, 20)
