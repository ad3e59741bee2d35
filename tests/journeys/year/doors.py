"""What some of them do by the doors themselves: signed payloads as Slack and Teams send them, and their
messages as these show them."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial

from bot.foundation.screen import FileOrder, Screen
from bot.messages.courier import Address, Courier
from tests.bot.gatherings.town import of
from tests.handlers.slack import journeys
from tests.journeys.year import script
from tests.journeys.year.play import AFTERNOON, Play, Town
from tests.support.slack import Somebody
from tests.support.slack_api import running_slack
from tests.support.slack_town import Town as SlackTown
from tests.support.slack_town import running_town
from tests.support.teams import Somebody as InTeams
from tests.support.teams import object_id
from tests.support.teams_signed import Signed, running_signed_teams
from tests.support.world import TEAM, Postbox, slack_id

SLACK_NEW, SLACK_LEAD = "v145", "v10"  # a newcomer, and who leads a team
TEAMS_NEW, TEAMS_LEAD = "a97", "a4"
DOORS = frozenset({SLACK_NEW, TEAMS_NEW})  # who do at a door what others do by themselves


class Post(Postbox):
    """Keeps what everybody gets; what is for these people it also brings to where they are."""

    def __init__(self, real: dict[str, Courier]) -> None:
        super().__init__()
        self.real = real

    async def send(self, address: Address, screen: Screen) -> None:
        await super().send(address, screen)
        if address.user in self.real:
            await self.real[address.user].send(address, screen)

    async def close(self) -> None:
        for courier in {id(one): one for one in self.real.values()}.values():
            await courier.close()

    async def send_file(self, address: Address, order: FileOrder) -> None:
        raise AssertionError("nobody asked for a file")


class Doors:
    """Somebody in Slack and somebody in Teams, who come with what these really send."""

    def __init__(self, play: Play, towns: Sequence[Town], slack: SlackTown, teams: Signed) -> None:
        self.play, self.slack, self.teams = play, slack, teams
        self.in_slack, self.in_teams = towns

    def plan(self) -> None:
        """What they do in the year, on which day."""
        play = self.play
        days = (date(2026, 2, 10), date(2026, 5, 7), date(2026, 11, 5))
        for day, identity in zip(days, script.IDENTITIES, strict=True):
            play.on(day, partial(self._reports, identity))
        play.on(date(2026, 3, 2), self._lessons, AFTERNOON)
        play.on(date(2026, 3, 24), partial(self._meets_in_slack, date(2026, 3, 23)))
        play.on(date(2026, 9, 30), partial(self._joins_in_slack, date(2026, 9, 30)), AFTERNOON)
        play.on(date(2026, 4, 15), partial(self._joins_in_teams, date(2026, 4, 15)), AFTERNOON)
        play.on(date(2026, 11, 12), partial(self._meets_in_teams, date(2026, 11, 11)))

    def slack_user(self, who: str) -> Somebody:
        return self.slack.somebody(slack_id(who))

    def _press(self, me: Somebody, action: str) -> None:
        """A button of the last message that has it."""
        said = [one for one in self.slack.slack.said_to(me.user) if f'"{action}' in json.dumps(one)]
        me.press_in(said[-1], action)

    def teams_user(self, who: str) -> InTeams:
        me = self.teams.somebody(who)
        me.say("hoi")
        return me

    def _reports(self, identity: str) -> None:
        said: dict[str, object] = {"identity": identity, "theme": "fencing", "place": "Toezicht"}
        place = str(script.place_of(self.in_slack, "Toezicht"))
        me = journeys.hand_in(self.slack_user("employee2"), identity=identity, department=place)
        script.keep(self.in_slack, self.play, journeys.number_of(me), said)
        me.close()
        said = {"identity": identity, "theme": "weapons", "place": "Zorg"}
        place = str(script.place_of(self.in_teams, "Zorg"))
        other = self.teams_user("a7")
        other.fetch("report/begin/")
        other.hand_in(identity=identity, theme="weapons", department=place)
        written = [one["text"] for one in other.elements() if one.get("fontType") == "Monospace"]
        script.keep(self.in_teams, self.play, str(written[0]), said)

    def _lessons(self) -> None:
        """The first module, on the day that it comes; in Slack from the message that brought it."""
        me = self.slack_user(SLACK_NEW)
        self._press(me, "learn/open")
        for said in ({}, {"answer": "ask"}, {}, {"answer": ["same", "haste"]}, {}, {}):
            me.submit(**said)
        assert me.step == "learn.done"
        me.close()
        other = self.teams_user(TEAMS_NEW)
        other.fetch("learn/open/onboarding/first")
        for answers in ({}, {"answer": "ask"}, {}, {"answer": "same,haste"}, {}, {}):
            other.submit(**answers)
        assert other.step == "learn.done"
        for town, who in ((self.in_slack, SLACK_NEW), (self.in_teams, TEAMS_NEW)):
            lesson = town.diary.lessons[who, "first"]
            lesson.begun = lesson.finished = town.today

    def _meets_in_slack(self, held: date) -> None:
        me = self.slack_user(SLACK_LEAD)
        self._press(me, "meeting/show")
        me.press("meeting/log")
        me.submit(held_on=f"{held:%d-%m-%Y}", present="8", agreements="Samen kijken.")
        assert me.step == "meeting.logged"
        me.close()
        script.met(self.in_slack, "Team 10", held, 8)

    def _meets_in_teams(self, held: date) -> None:
        town = self.in_teams
        told = f"team_id IN (SELECT id FROM team WHERE name = 'Ploeg 4' AND organisation_id = {town.home.id})"
        ((id,),) = of(town.world.engine, f"SELECT id FROM team_meeting WHERE {told}")
        me = self.teams_user(TEAMS_LEAD)
        me.fetch(f"meeting/log/{id}")
        me.submit(held_on=f"{held:%d-%m-%Y}", present="9", agreements="")
        assert me.step == "meeting.logged"
        script.met(town, "Ploeg 4", held, 9)

    def _joins_in_slack(self, day: date) -> None:
        """At an activity by its code, and the dilemma of the day, from the message of that day."""
        town, name = self.in_slack, "confidant"
        me = self.slack_user(SLACK_NEW)
        self._press(me, "week/open")
        me.press("week/code")
        told = f"name = '{name}' AND organisation_id = {town.home.id}"
        me.submit(code=str(of(town.world.engine, f"SELECT code FROM activity WHERE {told}")[0][0]))
        assert me.step == "week.present"
        town.diary.week[name].came.add(SLACK_NEW)
        me.press("week/open")
        me.press(f"week/dilemma/{script.poll(town, day)}")
        me.submit(answer="a")
        assert me.step == "week.voted"
        town.diary.votes[day].add(SLACK_NEW)
        me.close()

    def _joins_in_teams(self, day: date) -> None:
        town, name = self.in_teams, "confidant"
        me = self.teams_user(TEAMS_NEW)
        me.fetch(f"week/here/{script.activity(town, name)}")
        assert me.step == "week.present"
        town.diary.week[name].came.add(TEAMS_NEW)
        me.fetch(f"week/dilemma/{script.poll(town, day)}")
        me.submit(answer="b")
        assert me.step == "week.voted"
        town.diary.votes[day].add(TEAMS_NEW)

    def campaign(self, title: str) -> None:
        """A campaign is read, in Slack from its message."""
        for town, who in ((self.in_slack, SLACK_NEW), (self.in_teams, TEAMS_NEW)):
            message = town.diary.campaigns.get(title)
            if message is None:
                continue
            if town is self.in_slack:
                me = self.slack_user(who)
                self._press(me, "campaign/finish")
                assert me.step == "campaign.done"
                me.close()
            else:
                other = self.teams_user(who)
                other.fetch(f"campaign/finish/{script.campaign_id(town, title)}")
                assert other.step == "campaign.done"
            message.opened.add(who)
            message.finished.add(who)

    def correct(self, half: str) -> None:
        """The coordinator has a half-year counted again, in Slack."""
        me = self.slack_user("coordinator")
        me.open_home()
        me.press_in(self.slack.slack.homes[me.user], "menu/coordinate")
        for button in ("account/open", "account/final", f"account/half/{half}", f"account/correct/{half}"):
            me.press(button)
        assert "De aantallen zijn verbeterd." in me.seen(), me.seen()
        me.close()


@contextmanager
def opened(play: Play, in_slack: Town, in_teams: Town) -> Iterator[Doors]:
    """Slack and Teams, beside a Baken that listens."""
    world = play.world
    with (
        running_slack(TEAM) as slack,
        running_town(world, slack) as town,
        running_signed_teams(world) as teams,
    ):
        for who in (SLACK_NEW, SLACK_LEAD):
            slack.add(slack_id(who), f"Collega {who}", in_slack.email(who))
        for who in (TEAMS_NEW, TEAMS_LEAD, "a7"):
            teams.connector.emails[f"29:{object_id(who)}"] = in_teams.email(who)
        play.post = Post({slack_id(SLACK_NEW): town.courier, slack_id(SLACK_LEAD): town.courier})
        yield Doors(play, (in_slack, in_teams), town, teams)
