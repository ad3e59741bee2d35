"""A meeting, a week and a campaign from plan to figures, in Slack and in Teams, through the real app."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from bot import housekeeping
from storage import gathering_counts as counts
from storage import meeting_counts
from tests.bot.gatherings.town import Town as Hall
from tests.bot.gatherings.town import of
from tests.support.slack import Somebody
from tests.support.slack_api import running_slack
from tests.support.slack_town import Town, running_town
from tests.support.teams import running_teams
from tests.support.world import TEAM, World

PERIOD = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def town(sqlite_world: World) -> Iterator[Town]:
    with running_slack(TEAM) as slack, running_town(sqlite_world, slack) as made:
        yield made


def coordinating(town: Town, button: str) -> Somebody:
    """The coordinator, by way of the home view and the submenu."""
    me = town.somebody("coordinator")
    me.open_home()
    me.press_in(town.slack.homes[me.user], "menu/coordinate")
    me.press(button)
    return me


def test_a_meeting_is_planned_in_slack_and_logged_in_teams(town: Town) -> None:
    world, hall = town.world, Hall(town.world)
    hall.team("Balie", "handler")
    coordinator = coordinating(town, "meeting/overview")
    coordinator.press("meeting/begin")
    coordinator.submit(pack="drugs", until="30-11-2026")
    assert coordinator.step == "meeting.overview"
    assert hall.plan() == 1 and town.deliver() == 1
    (card,) = [one for one in town.messages("handler") if "Balie" in json.dumps(one)]
    lead = town.somebody("handler")
    lead.press_in(card, "meeting/show")
    lead.press("meeting/plan")
    refused = lead.submit(day="other", other="14-03-2026")  # a Saturday
    assert lead.step == "meeting.date" and "Kies een werkdag" in str(refused.json)
    lead.submit(day="other", other="17-03-2026")
    assert "dinsdag 17 maart 2026" in lead.seen()
    lead.press("meeting/guide")
    assert "De boerderij met de korte verblijven" in lead.seen()
    world.clock.forward(days=8)
    assert hall.plan() == 1
    with running_teams(world) as teams:
        elsewhere = teams.somebody("handler")
        elsewhere.say("hoi")
        elsewhere.fetch("meeting/log/1")
        elsewhere.submit(held_on="31-12-2026", present="9", agreements="Samen kijken.")
        assert "moet nog komen" in elsewhere.text()
        elsewhere.submit(held_on="17-03-2026", present="9", agreements="Samen kijken.")
        assert elsewhere.step == "meeting.many"
        elsewhere.submit(held_on="17-03-2026", present="9", agreements="Samen kijken.", sure="sure")
        assert elsewhere.step == "meeting.logged"
        assert "Samen kijken" not in json.dumps(teams.connector.sent)
    coordinator.close()
    assert "Alle teams hebben het besproken" in coordinating(town, "meeting/overview").seen()
    with world.reading() as session:
        (row,) = meeting_counts.meetings_held(session, world.organisation.id, *PERIOD)
    assert (row.on_day, row.meetings, row.present, row.size) == (date(2026, 3, 17), 1, 9, 4)


def test_a_week_is_planned_joined_and_voted_in_and_nobody_sees_who(town: Town) -> None:
    world, hall = town.world, Hall(town.world)
    coordinator = coordinating(town, "week/manage")
    coordinator.press("week/begin")
    coordinator.submit(title="Week", first="16-03-2026", last="20-03-2026", programme="ready")
    coordinator.press("week/sure/announce")
    coordinator.press("week/announce")
    assert hall.plan() == len(world.people)
    town.deliver()
    me = town.somebody("employee")
    me.press_in(town.messages("employee")[-1], "week/open")
    me.press("week/activity")
    me.press("week/join")
    assert "Je doet mee" in me.seen()
    world.clock.now = datetime(2026, 3, 16, 9, tzinfo=UTC)
    code = str(of(world.engine, "SELECT code FROM activity ORDER BY id")[0][0])
    me.press("week/open")
    me.press("week/code")
    refused = me.submit(code="AAA-AAA")
    assert "kennen we niet" in str(refused.json)
    me.submit(code=code)
    assert me.step == "week.present"
    with running_teams(world) as teams:
        for who in ("employee2", "handler", "handler2", "deputy", "privacy"):
            other = teams.somebody(who)
            other.say("hoi")
            other.fetch("week/dilemma/1")
            other.submit(answer="a")
            assert other.step == "week.voted"
        again = teams.somebody("privacy")
        again.fetch("week/dilemma/1")
        assert again.step == "week.voted"
    world.clock.forward(days=1)
    housekeeping.sweep(world.engine, world.vault, world.clock())
    me.press("week/open")
    me.press("week/dilemma")
    assert me.step == "week.result"
    with world.reading() as session:
        (votes,) = counts.votes(session, world.organisation.id, *PERIOD)
        (came,) = counts.participations(session, world.organisation.id, *PERIOD)
    assert votes.result == (5, 0, 0) and came.number == 1


def test_a_campaign_is_planned_brought_and_gone_through(town: Town) -> None:
    world, hall = town.world, Hall(town.world)
    coordinator = coordinating(town, "campaign/overview")
    coordinator.press("campaign/new")
    coordinator.submit(name="phishing", day="16-03-2026")
    assert coordinator.step == "campaign.campaign"
    world.clock.now = datetime(2026, 3, 16, 9, tzinfo=UTC)
    hall.plan()
    town.deliver()
    me = town.somebody("employee")
    me.press_in(town.messages("employee")[-1], "campaign/open")
    me.press("campaign/go")
    me.submit(answer="ask-lead")
    assert "Goed gezien" in me.seen()
    with running_teams(world) as teams:
        elsewhere = teams.somebody("employee")
        elsewhere.say("hoi")
        elsewhere.fetch("campaign/go/1:2")
        elsewhere.submit(answer="give")
        elsewhere.press("campaign/go/1:3")
        elsewhere.press("campaign/finish/1")
        assert elsewhere.step == "campaign.done"
    hall.plan()
    with world.reading() as session:
        (row,) = counts.campaigns(session, world.organisation.id, *PERIOD)
    assert (row.sent, row.opened, row.completed) == (len(world.people), 1, 1)
