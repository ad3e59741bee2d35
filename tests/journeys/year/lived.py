"""The year, day by day."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import NamedTuple

import pytest

from bot.learning import content
from bot.screens import pictures
from tests.bot.learning import SAMPLE
from tests.journeys.year import script
from tests.journeys.year.doors import DOORS, Doors, opened
from tests.journeys.year.play import AFTERNOON, Play, Town, linked
from tests.support.teams import TENANT
from tests.support.world import PEOPLE, World

PLACES = ("Burgerzaken", "Toezicht", "Wmo", "Belastingen")
OTHERS = ("Publiek", "Ruimte", "Zorg")


class Lived(NamedTuple):
    """Two municipalities at the end of their year."""

    world: World
    play: Play
    slack: Town
    teams: Town
    doors: Doors


@contextmanager
def lived(world: World) -> Iterator[Lived]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(content, "CONTENT", SAMPLE)
        patched.setattr(pictures, "CONTENT", SAMPLE)
        content.load(None)
        world.add_department(PLACES[3])
        slack = Town(world, world.organisation, "slack", script.diary(*PLACES), 1)
        other = linked(world, "anderdorp", "Anderdorp", "teams", TENANT)
        teams = Town(world, other, "teams", script.diary(*OTHERS), 2)
        play = Play(world, (slack, teams), script.FIRST)
        _begin(slack, teams, play)
        with opened(play, slack, teams) as doors:
            slack.apart = teams.apart = DOORS
            _gather(slack, teams, play, doors)
            doors.plan()
            yield Lived(world, play, slack, teams, doors)
    content.load(None)


def _begin(slack: Town, teams: Town, play: Play) -> None:
    for key, (name, roles) in PEOPLE.items():
        slack.cast(key, name, *roles)
    for key, role in (("regisseur", "coordinator"), ("onderzoeker", "handler"), ("vervanger", "deputy")):
        teams.cast(key, key.title(), role)
    of_slack = {f"Team {n}": PLACES[n % 4] for n in range(12)}
    of_teams = {f"Ploeg {n}": OTHERS[n % 3] for n in range(8)}
    script.hire(slack, play, of_slack, 145, 68)
    script.hire(teams, play, of_teams, 97, 20)
    script.reports(
        slack, play, 34, ({"at": 7, "unknown": ("coordinator",)}, {"at": 22, "unknown": ("handler2",)})
    )
    left = ({"at": 5, "unknown": ("onderzoeker",)}, {"at": 16, "described": "Iemand met een rode fiets."})
    script.reports(teams, play, 20, left)
    _log(slack, teams, play)


def _gather(slack: Town, teams: Town, play: Play, doors: Doors) -> None:
    play.on(date(2026, 2, 2), partial(script.begin_round, slack, date(2026, 11, 30)))
    play.on(date(2026, 9, 1), partial(script.begin_round, teams, date(2027, 3, 31)))
    for number in range(8):
        day = date(2026, 3, 3 + 2 * number)
        play.on(day, partial(script.meet, slack, f"Team {number}", day, 6 + number % 3))
    late = date(2026, 6, 12)
    play.on(date(2026, 7, 14), partial(script.meet, slack, "Team 8", late, 9))
    play.on(date(2026, 9, 8), partial(script.meet, slack, "Team 9", date(2026, 9, 8), 7))
    for number, day in enumerate((date(2026, 10, 6), date(2026, 11, 3), date(2026, 12, 8), date(2027, 1, 5))):
        play.on(day, partial(script.meet, teams, f"Ploeg {number}", day, 8))
    play.on(date(2027, 1, 14), partial(script.meet, teams, "Ploeg 5", date(2027, 1, 13), 8))
    script.week(slack, play, date(2026, 9, 28))
    script.week(teams, play, date(2026, 4, 13))
    for town, title, day in (
        (slack, "Valse mail", date(2026, 3, 16)),
        (slack, "Vakantiegeld", date(2026, 9, 17)),
        (slack, "Feestdagen", date(2026, 12, 15)),
        (teams, "Sleutels", date(2026, 5, 12)),
        (teams, "Oude bekenden", date(2026, 11, 10)),
    ):
        play.on(date(day.year, day.month, 1), partial(script.campaign, town, title, day))
        play.on(day, partial(script.respond, town, title, 0.6, 0.45), AFTERNOON)
        play.on(day, partial(doors.campaign, title), AFTERNOON)
    play.on(date(2026, 3, 26), partial(script.open_elsewhere, slack, "Valse mail"))


def _log(slack: Town, teams: Town, play: Play) -> None:
    play.on(date(2026, 1, 7), partial(script.promise, slack))
    play.on(date(2026, 1, 7), partial(script.promise, teams))
    for town, known, kind, day, number in (
        (slack, date(2026, 3, 11), "checks", date(2026, 3, 10), 12),
        (slack, date(2026, 4, 9), "tips", date(2026, 4, 8), 7),
        (slack, date(2026, 5, 13), "closures", date(2026, 5, 12), 2),
        (slack, date(2026, 7, 15), "visits", date(2026, 6, 3), 4),
        (slack, date(2026, 9, 9), "checks", date(2026, 9, 8), 20),
        (slack, date(2026, 10, 7), "tips", date(2026, 10, 7), 3),
        (slack, date(2026, 11, 4), "bibob", date(2026, 11, 3), 1),
        (teams, date(2026, 3, 12), "checks", date(2026, 3, 11), 3),
        (teams, date(2026, 10, 15), "briefings", date(2026, 10, 14), 6),
    ):
        play.on(known, partial(script.log, town, kind, day, number))
