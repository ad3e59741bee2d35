"""Whom the settings name is found in Slack; nothing breaks when Slack is away."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.directory.appointments import apply_settings
from handlers.slack import api, directory
from storage import people
from tests.bot.directory.files import lines, take
from tests.support.slack_api import Refusal, SlackServer
from tests.support.slack_town import settings_for
from tests.support.world import TEAM, World

JAN, PIET = "jan@voorbeeldstad.example", "U0PIET"


@pytest.fixture
def named(sqlite_world: World, slack: SlackServer) -> World:
    """A world whose settings name one person by address and one by id; Slack knows both."""
    settings = settings_for(sqlite_world, slack, baken_coordinators=f"{JAN}, slack:{PIET}")
    with sqlite_world.unit() as session:
        apply_settings(session, settings)
    slack.add("U0JAN", "Jan de Tester", JAN)
    slack.add(PIET, "Piet de Tester")
    return sqlite_world


def look_up(world: World, slack: SlackServer) -> None:
    client = api.client(settings_for(world, slack))
    run(directory.look_up(world.desk, client, pace=0))


def run(coroutine: Coroutine[Any, Any, None]) -> None:
    asyncio.run(coroutine)


def names(world: World) -> dict[str, str]:
    """Who is found in Slack: user id → name."""
    with world.reading() as session:
        found = {user: people.by_address(session, "slack", TEAM, user) for user in ("U0JAN", PIET)}
        return {user: person.name for user, person in found.items() if person}


def test_people_are_found_by_address_and_named_by_id(named: World, slack: SlackServer) -> None:
    assert names(named) == {PIET: PIET}
    look_up(named, slack)
    assert names(named) == {"U0JAN": "jan", PIET: "Piet de Tester"}


def test_a_coordinator_who_was_found_gets_notices_and_the_list(named: World, slack: SlackServer) -> None:
    look_up(named, slack)
    with named.reading() as session:
        jan = people.by_address(session, "slack", TEAM, "U0JAN")
        assert jan and jan.roles == {"coordinator"}


def test_nobody_is_looked_up_twice(named: World, slack: SlackServer) -> None:
    look_up(named, slack)
    asked = len(slack.calls)
    look_up(named, slack)
    assert [call.method for call in slack.calls[asked:]] == ["auth.test"]


def test_somebody_whom_slack_does_not_know_is_asked_for_again_next_time(
    named: World, slack: SlackServer
) -> None:
    del slack.people["U0JAN"]
    look_up(named, slack)
    assert "U0JAN" not in names(named)
    slack.add("U0JAN", "Jan de Tester", JAN)
    look_up(named, slack)
    assert "U0JAN" in names(named)


def test_who_was_not_found_is_asked_for_again_after_a_day_and_not_every_hour(
    named: World, slack: SlackServer
) -> None:
    del slack.people["U0JAN"]
    now = 0.0
    unknown = directory.Unknown(lambda: now)

    def asked() -> int:
        before = len(slack.calls)
        client = api.client(settings_for(named, slack))
        run(directory.look_up(named.desk, client, pace=0, unknown=unknown))
        return [call.method for call in slack.calls[before:]].count("users.lookupByEmail")

    assert asked() > 0
    for _ in range(23):
        now += directory.EVERY
        assert asked() == 0
    slack.add("U0JAN", "Jan de Tester", JAN)
    now += directory.EVERY + 1
    assert asked() > 0 and "U0JAN" in names(named)
    assert JAN not in unknown


def test_slacks_limit_is_waited_for(
    named: World, slack: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    sleep = asyncio.sleep

    async def note(seconds: float) -> None:
        waited.append(seconds)
        await sleep(0)

    monkeypatch.setattr("handlers.slack.api.asyncio.sleep", note)
    slack.refuse("users.lookupByEmail", Refusal("ratelimited", 429, retry_after=21))
    look_up(named, slack)
    assert 21 in waited and "U0JAN" in names(named)


def test_who_is_named_by_address_and_by_id_becomes_one_handler(named: World, slack: SlackServer) -> None:
    slack.add(PIET, "Piet de Tester", JAN)
    del slack.people["U0JAN"]
    for _ in range(2):
        look_up(named, slack)
        with named.reading() as session:
            piet = people.by_address(session, "slack", TEAM, PIET)
            assert piet and piet.email == JAN and piet.roles == {"coordinator"}
            assert [one.id for one in people.staff(session, named.organisation.id)].count(piet.id) == 1
        with named.unit() as session:  # a restart changes nothing
            apply_settings(session, settings_for(named, slack, baken_coordinators=f"{JAN}, slack:{PIET}"))
            assert not [one for one in people.staff(session, named.organisation.id) if one.name == PIET]


def test_two_people_with_an_address_of_their_own_stay_two(
    named: World, slack: SlackServer, caplog: pytest.LogCaptureFixture
) -> None:
    look_up(named, slack)
    with named.unit() as session:
        people.add(session, named.organisation.id, "Jan Elders", "elders@voorbeeldstad.example")
    slack.people["U0JAN"]["profile"]["email"] = "elders@voorbeeldstad.example"
    look_up(named, slack)
    assert names(named) == {"U0JAN": "jan", PIET: "Piet de Tester"}
    assert "the same user in Slack" in caplog.text and "elders" not in caplog.text


def test_who_was_found_by_address_is_the_one_whom_the_settings_name_later(
    named: World, slack: SlackServer
) -> None:
    look_up(named, slack)
    with named.unit() as session:
        apply_settings(session, settings_for(named, slack, baken_coordinators="slack:U0JAN"))
    with named.reading() as session:
        jan = people.by_address(session, "slack", TEAM, "U0JAN")
        assert jan and jan.email == JAN and jan.roles == {"coordinator"}


@pytest.mark.parametrize("refusal", [Refusal("invalid_auth"), Refusal("missing_scope"), Refusal(status=502)])
def test_when_slack_refuses_the_next_hour_tries_again(
    named: World, slack: SlackServer, caplog: pytest.LogCaptureFixture, refusal: Refusal
) -> None:
    slack.refuse("users.lookupByEmail", refusal)
    with pytest.raises(SlackApiError):
        look_up(named, slack)

    async def one_round() -> None:
        slack.refuse("auth.test", refusal)
        client = api.client(settings_for(named, slack))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(directory.keep_up(named.desk, client), 0.5)

    run(one_round())
    assert "Slack refused looking people up" in caplog.text and JAN not in caplog.text


def test_when_slack_is_away_nothing_stops(
    named: World, slack: SlackServer, caplog: pytest.LogCaptureFixture
) -> None:
    async def one_round() -> None:
        client = api.client(settings_for(named, slack, slack_api_url="http://127.0.0.1:9/api/"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(directory.keep_up(named.desk, client), 0.5)

    run(one_round())
    assert "ClientConnectorError at" in caplog.text


def test_who_comes_to_the_directory_is_looked_up_at_once_and_once(
    named: World, slack: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is imported while Baken runs, also by another process: nobody waits for the next hour."""
    monkeypatch.setattr(directory, "SOON", 0.01)
    slack.add("U0NINA", "Nina Nieuw", "nina@v.example")

    def asked() -> list[str]:
        return [str(one["email"]) for one in slack.called("users.lookupByEmail")]

    def reachable() -> bool:
        with named.reading() as session:
            return people.by_address(session, "slack", TEAM, "U0NINA") is not None

    async def while_baken_runs() -> None:
        client = api.client(settings_for(named, slack))
        running = asyncio.create_task(directory.keep_up(named.desk, client, pace=0))
        while "U0JAN" not in names(named):
            await asyncio.sleep(0.01)
        await asyncio.to_thread(take, named, lines("Nina;nina@v.example;;;;;;", "Weg;weg@v.example;;;;;;"))
        while not (reachable() and "weg@v.example" in asked()):
            await asyncio.sleep(0.01)
        for _ in range(20):  # looks at the directory that find nobody new
            await asyncio.sleep(0.01)
        running.cancel()

    run(asyncio.wait_for(while_baken_runs(), 60))
    assert all(asked().count(email) == 1 for email in ("nina@v.example", "weg@v.example", JAN))
