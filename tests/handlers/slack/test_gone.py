"""Who has another account in Slack gets what is theirs there; an account that is closed is found out."""

import asyncio

import pytest
from slack_sdk.errors import SlackApiError

from handlers.slack import api, directory, gone
from storage import openings, people
from storage.people import AddressRow
from tests.bot.directory.files import staff
from tests.handlers.slack.test_newcomers import join
from tests.support.slack_api import Refusal, SlackServer
from tests.support.slack_town import Town, settings_for
from tests.support.world import TEAM, World, slack_id

AGAIN = "U0AGAIN"


def drop_closed(world: World, slack: SlackServer) -> None:
    asyncio.run(gone.drop_closed(world.desk, api.client(settings_for(world, slack)), pace=0))


def close(slack: SlackServer, user: str) -> None:
    """Slack keeps who was there, and takes messages to them."""
    slack.people[user] |= {"deleted": True}
    slack.people[user]["profile"] = {**slack.people[user]["profile"], "email": ""}


def accounts(world: World, who: str) -> list[AddressRow]:
    with world.reading() as session:
        return [one for one in people.addresses(session, world.people[who]) if one.platform == "slack"]


def test_a_colleague_who_comes_back_under_another_user_id_is_told_there(town: Town) -> None:
    close(town.slack, slack_id("handler"))
    town.slack.add(AGAIN, "Behandelaar Een", "handler@voorbeeldstad.example")
    assert join(town, AGAIN, "Behandelaar Een", "handler@voorbeeldstad.example") == 200
    town.world.report("employee")
    town.deliver()
    assert len(town.slack.said_to(AGAIN)) == 1
    assert town.slack.said_to(slack_id("handler")) == []
    assert len(accounts(town.world, "handler")) == 2  # until Slack says that the old one is closed
    drop_closed(town.world, town.slack)
    assert accounts(town.world, "handler") == [AddressRow("slack", TEAM, AGAIN)]


def test_of_two_accounts_with_one_address_the_one_that_is_open_is_found(
    sqlite_world: World, slack: SlackServer
) -> None:
    world = sqlite_world
    slack.add(slack_id("employee"), "Medewerker Een", "employee@voorbeeldstad.example")
    slack.people[slack_id("employee")]["deleted"] = True
    client = api.client(settings_for(world, slack))
    drop_closed(world, slack)
    asyncio.run(directory.look_up(world.desk, client, pace=0))
    assert accounts(world, "employee") == []
    del slack.people[slack_id("employee")]
    slack.add(AGAIN, "Medewerker Een", "employee@voorbeeldstad.example")
    asyncio.run(directory.look_up(world.desk, client, pace=0))
    assert accounts(world, "employee") == [AddressRow("slack", TEAM, AGAIN)]


def test_everybody_is_looked_at_in_pages(world: World, slack: SlackServer) -> None:
    for number in range(450):
        slack.add(f"U{number:04}", str(number))
    with world.unit() as session:
        for user in ("U0001", "U0444"):
            people.give_address(session, world.people["employee2"], "slack", TEAM, user)
        people.give_address(session, world.people["deputy"], "slack", "", "U0222")  # of the settings
    for user in ("U0444", "U0001", "U0222"):
        close(slack, user)
    slack.refuse("users.list", Refusal("ratelimited", 429, retry_after=1))
    drop_closed(world, slack)
    assert [one.user for one in accounts(world, "employee2")] == [slack_id("employee2")]
    assert "U0222" in [one.user for one in accounts(world, "deputy")]
    pages = [
        call.arguments["cursor"] for call in slack.calls if call.method == "users.list" and call.answer["ok"]
    ]
    assert pages == ["", "200", "400"]
    with world.reading() as session:  # whose it was stays known
        assert openings.own_name(session, "slack", TEAM, "U0001") == f"slack:{TEAM}:U0001"
    with world.unit() as session:
        people.give_address(session, world.people["handler"], "slack", TEAM, "U0001")
        assert openings.own_name(session, "slack", TEAM, "U0001") == f"slack:{TEAM}:U0001#1"


@pytest.mark.both
def test_what_slack_says_of_another_workspace_closes_nothing_here(world: World, slack: SlackServer) -> None:
    slack.team = "T0ELSE"
    slack.add(slack_id("employee"), "Iemand")
    close(slack, slack_id("employee"))
    drop_closed(world, slack)
    assert accounts(world, "employee") == [AddressRow("slack", TEAM, slack_id("employee"))]


def test_a_refusal_closes_nothing(sqlite_world: World, slack: SlackServer) -> None:
    before = staff(sqlite_world)
    slack.refuse("users.list", Refusal("missing_scope"))
    with pytest.raises(SlackApiError):
        drop_closed(sqlite_world, slack)
    assert staff(sqlite_world) == before
    assert len(accounts(sqlite_world, "employee")) == 1
