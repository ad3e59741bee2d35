"""Somebody joins the workspace: matched by e-mail address, or put on the coordinator's list."""

from typing import Any

import pytest

from bot.foundation.screen import Row
from storage import newcomers, organisations, people
from tests.support.slack_town import Town
from tests.support.world import TEAM


def join(town: Town, user: str, name: str, email: str = "", **more: Any) -> int:
    """Slack tells of a newcomer, as it does: the whole user in the event."""
    whole = {"id": user, "team_id": TEAM, "name": name.lower(), "real_name": name, "is_bot": False}
    whole |= {"profile": {"real_name": name, **({"email": email} if email else {})}, **more}
    return town.somebody("nobody").event({"type": "team_join", "user": whole}).status


def on_the_list(town: Town) -> list[str]:
    walk = town.world.walk("coordinator")
    return [part.title for part in walk.do("people", "newcomers").body if isinstance(part, Row)]


def test_a_newcomer_gets_the_chat_address_of_the_person_with_that_e_mail_address(town: Town) -> None:
    with town.world.unit() as session:
        zoe = people.add(session, town.world.organisation.id, "Zoe", "zoe@v.example")
    assert join(town, "U0ZOE", "Zoë de V.", "Zoe@V.example") == 200
    with town.world.reading() as session:
        found = people.by_address(session, "slack", TEAM, "U0ZOE")
    assert found and (found.id, found.name) == (zoe, "Zoe")
    assert on_the_list(town) == []


def test_who_is_not_known_comes_on_the_list_once(town: Town) -> None:
    for _ in range(3):  # Slack tells again when our answer was lost
        assert join(town, "U0NEW", "Nina Niemand", "nina@elders.example") == 200
    assert on_the_list(town) == ["Nina Niemand"]


@pytest.mark.parametrize("more", [{"is_bot": True}])
def test_a_bot_is_nobody(more: dict[str, Any], sqlite_town: Town) -> None:
    assert join(sqlite_town, "U0BOT", "Robot", **more) == 200
    assert on_the_list(sqlite_town) == []


def test_a_newcomer_without_a_profile_is_put_on_the_list_by_name(sqlite_town: Town) -> None:
    assert join(sqlite_town, "U0NEW", "Nina", profile=None) == 200
    assert on_the_list(sqlite_town) == ["Nina"]


def test_where_a_workspace_serves_several_each_coordinator_sees_the_newcomer(sqlite_town: Town) -> None:
    world = sqlite_town.world
    other = world.add_organisation("elders", "Elders")
    with world.unit() as session:
        organisations.link(session, other.id, "slack", TEAM)
    world.desk._served.clear()
    join(sqlite_town, "U0NEW", "Nina")
    with world.reading() as session:
        for home in (world.organisation.id, other.id):
            assert [row.name for row in newcomers.waiting(session, home)] == ["Nina"]


def test_talking_to_baken_puts_nobody_on_the_list(sqlite_town: Town) -> None:
    stranger = sqlite_town.somebody("stranger")
    stranger.write()
    stranger.mention()
    stranger.open_home()
    stranger.command()
    stranger.submit(kind="signal")
    assert on_the_list(sqlite_town) == []
