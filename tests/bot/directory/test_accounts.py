"""An account that somebody was given opens nothing of before; whoever gave it."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from bot.directory import newcomers as coming
from bot.directory.appointments import recognise
from bot.foundation.context import Visitor
from bot.foundation.screen import Screen
from storage import leavers, newcomers, openings, organisations, people
from storage.people import AddressRow
from tests.bot.directory.files import lines, take
from tests.support.world import TEAM, Walk, World, slack_id

TENANT, OWN = "tenant", "99999999-9999-4999-8999-999999999999"


def at(world: World, address: AddressRow) -> Walk:
    """Somebody at an account, whoever that is."""
    return Walk(world.desk, Visitor(*address, name="x", known_as=":".join(address)))


def mine(world: World, address: AddressRow) -> Screen:
    return at(world, address).do("mine", "open")


def by_a_coordinator(world: World, account: AddressRow) -> None:
    """The coordinator says on the list of newcomers that their own second account is Els."""
    with world.unit() as session:
        newcomers.put(session, world.organisation.id, account, "Iemand", "")
    walk = world.walk("coordinator")
    walk.do("people", "newcomers")
    walk.do("people", "newcomer", row(world))
    walk.submit(person="employee@voorbeeldstad.example")


def row(world: World) -> str:
    with world.reading() as session:
        return str(newcomers.waiting(session, world.organisation.id)[0].id)


def by_an_id_in_a_file(world: World, account: AddressRow) -> None:
    """A file gives the colleague the id in Entra of an account that is somebody else's."""
    name, email = "Employee", "employee@voorbeeldstad.example"
    take(world, lines(f"{name};{email};{account.user}", header="Naam;E-mail;Object ID"))
    with world.unit() as session:
        assert says_hello(world, session, account, "")


def by_an_address_in_a_file(world: World, account: AddressRow) -> None:
    """A file gives the colleague an e-mail address that is somebody else's."""
    header = "Naam;E-mail;Personeelsnummer"
    take(world, lines("Employee;employee@voorbeeldstad.example;77", header=header))
    take(world, lines("Employee;elders@voorbeeldstad.example;77", header=header))
    with world.unit() as session:
        assert says_hello(world, session, account, "elders@voorbeeldstad.example")


def by_a_look_up(world: World, account: AddressRow) -> None:
    """An account of the platform has the colleague's e-mail address."""
    with world.unit() as session:
        assert coming.noticed(
            session, [world.organisation.id], account, "Iemand", "employee@voorbeeldstad.example"
        )


def says_hello(world: World, session: Session, account: AddressRow, email: str) -> bool:
    return recognise(session, world.vault, world.clock(), [world.organisation.id], account, email)


Road = Callable[[World, AddressRow], None]
ROADS: list[Road] = [by_a_coordinator, by_an_id_in_a_file, by_an_address_in_a_file, by_a_look_up]


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.__name__)
def test_an_account_that_anybody_gave_opens_nothing_of_before(road: Road, world: World) -> None:
    reported = world.report("employee", "slack", identity="confidential")
    account = AddressRow("teams", TENANT, OWN)
    with world.unit() as session:
        organisations.link(session, world.organisation.id, "teams", TENANT)
    world.desk._served.clear()
    road(world, account)
    with world.reading() as session:
        found = people.by_address(session, *account)
        assert found and found.id == world.people["employee"]
    assert reported.number not in str(mine(world, account))
    assert at(world, account).do("mine", "show", reported.id).step == "sorry"
    assert reported.number in str(mine(world, AddressRow("slack", TEAM, slack_id("employee"))))


def test_an_account_of_another_human_than_before_opens_nothing_of_the_one_before(world: World) -> None:
    account = AddressRow("slack", TEAM, slack_id("employee"))
    reported = world.report("employee", "slack", identity="confidential")
    with world.unit() as session:
        openings.open_for(session, *account, ["person:1234"])
        leavers.release(session, [world.people["employee"]])
    assert reported.number in str(mine(world, account))  # nobody else has it yet
    with world.unit() as session:
        people.give_address(session, world.people["employee2"], *account)
        assert openings.names(session, *account) == (f"{':'.join(account)}#1",)
    assert reported.number not in str(mine(world, account))
    assert at(world, account).do("mine", "show", reported.id).step == "sorry"
    second = world.report("employee", "slack", identity="confidential")
    assert second.number in str(mine(world, account))
    with world.unit() as session:  # and back: never again what the first handed in
        people.give_address(session, world.people["employee"], *account)
    shown = str(mine(world, account))
    assert reported.number not in shown and second.number not in shown


@pytest.mark.both
def test_whom_the_settings_name_is_one_holder_in_every_workspace(world: World) -> None:
    with world.unit() as session:
        people.give_address(session, world.people["employee"], "slack", "", "U0SET")
        assert openings.own_name(session, "slack", TEAM, "U0SET") == f"slack:{TEAM}:U0SET"
        people.give_address(session, world.people["employee"], "slack", TEAM, "U0SET")
        assert openings.own_name(session, "slack", TEAM, "U0SET") == f"slack:{TEAM}:U0SET"
        people.give_address(session, world.people["employee2"], "slack", TEAM, "U0SET")
        assert openings.own_name(session, "slack", TEAM, "U0SET") == f"slack:{TEAM}:U0SET#1"
        people.give_address(session, world.people["handler"], "slack", "", "U0SET")
        assert openings.own_name(session, "slack", TEAM, "U0SET") == f"slack:{TEAM}:U0SET#2"


def test_messages_go_to_the_account_that_was_given_last(world: World) -> None:
    id = world.people["employee"]
    with world.unit() as session:
        people.give_address(session, id, "slack", TEAM, "U0AAA")
        people.give_address(
            session, id, "slack", TEAM, slack_id("employee")
        )  # the one there was; found again
        reach = people.reach(session, [id], ("slack", "teams"))[id]
        assert reach.address == AddressRow("slack", TEAM, "U0AAA")
