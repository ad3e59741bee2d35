"""Whom the settings name by a user id and the directory by e-mail address is one person."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import SQLModel, col, select

from bot.directory.appointments import one_human
from storage import audit, merging, people
from storage.people import PersonRow
from storage.tables.delivery import Delivery, Push
from storage.tables.directory import Person
from storage.tables.learning import Learning
from storage.tables.sessions import StaffSession
from tests.support import sending
from tests.support.world import Postbox, World, slack_id

USER = "U0ANNE"


@pytest.fixture
def twins(world: World) -> tuple[PersonRow, PersonRow]:
    """One handler, whom the settings name by user id and whom the directory has by e-mail address."""
    with world.unit() as session:
        known = people.add(session, world.organisation.id, USER)
        people.give_address(session, known, "slack", "", USER)
        people.give_role(session, known, "coordinator", "settings")
    world.people["anne"] = world.add_person("anne", "handler", name="Anne Voorbeeld")
    with world.reading() as session:
        return found(world, known), found(world, world.people["anne"])


def found(world: World, person_id: int) -> PersonRow:
    with world.reading() as session:
        person = people.by_id(session, person_id)
        assert person
        return person


def join(world: World, known: PersonRow, twin: PersonRow) -> bool:
    with world.unit() as session:
        return one_human(session, world.vault, world.clock(), known, twin)


def who_see(world: World, report_id: str) -> set[str]:
    """Which of the coordinator and Anne can open a report."""
    open_it = {who: world.walk(who).do("casework", "show", report_id).step for who in ("coordinator", "anne")}
    return {who for who, step in open_it.items() if step == "report"}


def test_they_are_one_with_all_that_either_had(world: World, twins: tuple[PersonRow, PersonRow]) -> None:
    known, twin = twins
    assert join(world, known, twin)
    with world.reading() as session:
        for user in (USER, slack_id("anne")):
            anne = people.by_address(session, "slack", "T0BAKEN", user)
            assert anne and anne.id == twin.id and anne.roles == {"coordinator", "handler"}
        assert not people.still_here(session, known.id)
        assert known.id not in [one.id for one in people.staff(session, world.organisation.id)]
        told = audit.entries(session, world.organisation.id, 1)[0]
        assert (told.action, told.subject) == ("directory.changed", f"person:{twin.id}")
        assert told.detail == f"is person:{known.id} too"


@pytest.mark.parametrize("left_out", ["by the settings", "in the directory"])
def test_who_was_left_out_under_one_name_is_left_out_under_both(
    left_out: str, world: World, twins: tuple[PersonRow, PersonRow]
) -> None:
    known, twin = twins
    one = known if left_out == "by the settings" else twin
    secret = world.report(untold=(str(one.id),))
    other = world.report("employee2")
    assert join(world, known, twin)
    assert who_see(world, secret.id) == {"coordinator"}
    assert who_see(world, other.id) == {"coordinator", "anne"}


def test_who_leaves_somebody_out_while_they_become_one_is_asked_again(
    world: World, twins: tuple[PersonRow, PersonRow]
) -> None:
    known, twin = twins
    walk = world.walk("employee")
    walk.reach("review", untold=(str(known.id),))
    assert join(world, known, twin)
    asked = next(one for one in walk.submit().inputs if one.name == "untold")
    assert asked.error and str(twin.id) in [option.value for option in asked.options]
    postbox = Postbox()
    sending.send(world, {"slack": postbox})
    assert postbox.sent == []


@pytest.mark.both
@pytest.mark.parametrize("not_one", ["an address of their own", "the other left", "another organisation"])
def test_two_people_stay_two(not_one: str, world: World, twins: tuple[PersonRow, PersonRow]) -> None:
    known, twin = twins
    if not_one == "an address of their own":
        known = known._replace(email="elders@voorbeeldstad.example")
    elif not_one == "another organisation":
        elders = world.add_organisation("elders", "Elders")
        twin = found(world, world.add_person("anders", organisation=elders))
    else:
        with world.unit() as session:
            session.get_one(Person, twin.id).active = False
    assert not join(world, known, twin)
    assert found(world, known.id).roles == {"coordinator"}


def test_everything_that_names_a_person_is_moved() -> None:
    person = SQLModel.metadata.tables["person"].c.id
    naming = {
        (table.name, column.name)
        for table in SQLModel.metadata.tables.values()
        for column in table.c
        if any(key.column is person for key in column.foreign_keys)
    }
    moved: list[tuple[type[SQLModel], str]] = [(StaffSession, "person_id"), *merging.BESIDE]
    moved += [(table, "person_id") for table, _, _ in merging.ONCE]
    assert naming == {(table.__tablename__, name) for table, name in moved}


@pytest.mark.both
def test_what_both_had_stays_once(world: World, twins: tuple[PersonRow, PersonRow]) -> None:
    known, twin = twins
    home, day = world.organisation.id, date(2026, 3, 2)
    with world.unit() as session:
        push = Push(organisation_id=home, key="k", kind="campaign", about="x", planned_on=day)
        session.add(push)
        session.flush()
        for person, module, done in (
            (known, "only-here", None),
            (known, "finished-here", day),
            (twin, "finished-here", None),
            (known, "finished-there", None),
            (twin, "finished-there", day),
        ):
            mine: dict[str, Any] = {"organisation_id": home, "person_id": person.id, "finished_on": done}
            session.add(Learning(**mine, programme="onboarding", module=module, assigned_on=day))
        for person, state in ((known, "sent"), (twin, "pending")):
            row: dict[str, Any] = {
                "organisation_id": home,
                "push_id": push.id,
                "person_id": person.id,
                "state": state,
            }
            session.add(Delivery(id=f"d{person.id}", queue="pushes", not_before=world.clock(), **row))
        session.get_one(Person, world.people["employee"]).lead_id = known.id
        session.get_one(Person, twin.id).lead_id = known.id
    assert join(world, known, twin)
    with world.reading() as session:
        rows = session.exec(select(Learning).order_by(col(Learning.module))).all()
        assert [(one.person_id, one.module, one.finished_on) for one in rows] == [
            (twin.id, "finished-here", day),
            (twin.id, "finished-there", day),
            (twin.id, "only-here", None),
        ]
        assert [
            (one.person_id, one.state) for one in session.exec(select(Delivery)).all() if one.push_id
        ] == [(twin.id, "sent")]
        assert session.get_one(Person, world.people["employee"]).lead_id == twin.id
        assert session.get_one(Person, twin.id).lead_id is None
