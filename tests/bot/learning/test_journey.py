"""From the file of staff to the workbook's counts: a newcomer in Slack and Teams, through the real app."""

import asyncio
import json
from collections.abc import Iterator
from datetime import date

import pytest

from bot.learning import planner as learning_planner
from bot.rooms import HOUSE
from handlers.slack import api, directory
from storage import learning_counts
from tests.bot.directory.files import lines, take
from tests.support.slack import Somebody
from tests.support.slack_api import SlackServer, running_slack
from tests.support.slack_town import Town, running_town
from tests.support.teams import running_teams
from tests.support.world import TEAM, World

pytestmark = pytest.mark.usefixtures("sample")
STAFF = lines(
    "Medewerker Een;employee@voorbeeldstad.example;Burgerzaken;;handler@voorbeeldstad.example;11-3-2026;;",
    "Behandelaar Een;handler@voorbeeldstad.example;Burgerzaken;;;1-3-2010;;",
)


@pytest.fixture
def town(world: World) -> Iterator[Town]:
    with running_slack(TEAM) as slack, running_town(world, slack) as made:
        yield made


def plan(world: World) -> int:
    return learning_planner.plan(world.engine, world.organisation, world.clock())


def finish(me: Somebody) -> None:
    """From the first page of the first module to its result, with right answers."""
    me.submit()
    me.submit(answer="ask")
    me.submit()
    me.submit(answer=["same", "haste"])
    me.submit()
    me.submit()


@pytest.mark.both
def test_a_newcomer_is_brought_a_module_snoozes_changes_platform_fails_and_finishes(town: Town) -> None:
    world = town.world
    take(world, STAFF)
    assert plan(world) == 0  # they start tomorrow
    world.clock.forward(days=1)
    assert plan(world) == 1
    assert town.deliver() == 1
    card = town.messages("employee")[-1]
    assert "De eerste dag" in json.dumps(card) and "pakje" not in json.dumps(card)

    me = town.somebody("employee")
    me.press_in(card, "learn/later")
    assert "donderdag 12 maart 2026" in me.seen()
    me.close()
    assert plan(world) == 0
    world.clock.forward(days=1)
    assert plan(world) == 1 and town.deliver() == 1

    me.press_in(town.messages("employee")[-1], "learn/open")
    assert me.step == "learn.opening"
    me.submit()
    me.submit(answer="take")
    assert "Dan weet niemand waar het is." in me.seen() and "Ik vraag rond." in me.seen()
    me.close()

    with running_teams(world) as teams:
        elsewhere = teams.somebody("employee")
        elsewhere.say("hoi")
        elsewhere.fetch("learn/open/onboarding/first")
        assert elsewhere.step == "learn.parcel" and "Dan weet niemand" in elsewhere.text()
        elsewhere.submit()
        elsewhere.submit(answer="same,haste")
        elsewhere.submit()
        elsewhere.submit()
        assert elsewhere.step == "learn.not-yet"
        assert "pakje" not in json.dumps(teams.connector.sent)  # not a word of it in the conversation

    me.press_in(card, "learn/open")
    assert me.step == "learn.not-yet" and "Dit ging mis" in me.seen()
    me.press("learn/again")
    finish(me)
    assert me.step == "learn.done"
    me.press("file/open/certificate")
    assert town.deliver() == 1
    (certificate,) = town.slack.files.values()
    assert certificate.startswith(b"%PDF")

    lead = town.somebody("handler")
    lead.open_home()
    lead.press_in(town.slack.homes[lead.user], "learn/team")
    assert "Medewerker Een" in lead.seen() and "1 van 1 klaar" in lead.seen()
    lead.press("learn/member")
    assert "De eerste dag" in lead.seen() and "Klaar" in lead.seen() and "pakje" not in lead.seen()

    with world.reading() as session:
        (row,) = learning_counts.by_module(
            session, world.organisation.id, date(2026, 1, 1), date(2026, 6, 30)
        )
    assert (row.begun, row.finished, row.overdue) == (1, 1, 0)


def test_the_card_of_what_was_finished_meanwhile_is_not_sent(sqlite_world: World) -> None:
    with running_slack(TEAM) as slack, running_town(sqlite_world, slack) as town:
        told(town, slack)


def told(town: Town, slack: SlackServer) -> None:
    """Planned at five in the morning, finished before nine: no card."""
    world = town.world
    take(world, STAFF)
    world.clock.forward(hours=19)  # half past five
    assert plan(world) == 1
    walk = world.walk()
    walk.do("learn", "open", "onboarding/first")
    for values in ({}, {"answer": "ask"}, {}, {"answer": ("same", "haste")}, {}, {}):
        walk.submit(**values)
    assert walk.screen.step == "done"
    assert town.deliver() == 0
    world.clock.forward(hours=6)
    town.deliver()
    assert town.messages("employee") == []


@pytest.mark.both
def test_a_file_that_is_imported_while_baken_runs_loses_nobody_s_first_lesson(town: Town) -> None:
    """Planned every five minutes, delivered, and Slack asked in between: once for each, in all of that."""
    world, emails = town.world, ("nina@v.example", "wim@v.example")
    take(world, lines("Nina;nina@v.example;;;;10-3-2026;;", "Wim;wim@v.example;;;;10-3-2026;;"))
    town.slack.add("U0NINA", "Nina Nieuw", emails[0])
    client, unknown = api.client(town.settings), directory.Unknown()

    def rounds(many: int) -> None:
        for _ in range(many):
            for planner in HOUSE.planners.values():
                planner(world.engine, world.organisation, world.clock())
            town.deliver()
            world.clock.forward(minutes=5)

    rounds(3)
    assert town.slack.said_to("U0NINA") == []
    for _ in range(3):
        asyncio.run(directory.look_up(world.desk, client, pace=0, unknown=unknown))
        rounds(1)
    assert ["De eerste dag" in json.dumps(one) for one in town.slack.said_to("U0NINA")] == [True]
    asked = [one["email"] for one in town.slack.called("users.lookupByEmail")]
    assert [asked.count(email) for email in emails] == [1, 1]
    world.clock.forward(days=1)
    town.slack.add("U0WIM", "Wim Later", emails[1])
    asyncio.run(directory.look_up(world.desk, client, pace=0))
    rounds(2)
    assert len(town.slack.said_to("U0WIM")) == len(town.slack.said_to("U0NINA")) == 1
