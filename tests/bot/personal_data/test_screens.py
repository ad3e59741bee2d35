"""Everybody sees what is kept of them, and nothing of reports: in chat and on the web."""

import pytest

from bot.foundation.screen import Bullets, Fact, Facts, Row, Screen
from bot.screens.layout import PAGE
from storage import mailings
from tests.bot.personal_data import somebody
from tests.bot.personal_data.somebody import KEY, NAME, furnish
from tests.support.world import TEAM, World


def rows(screen: Screen) -> list[str]:
    return [part.title for part in screen.body if isinstance(part, Row)]


def facts(screen: Screen) -> list[Fact]:
    return [fact for part in screen.body if isinstance(part, Facts) for fact in part.rows]


@pytest.mark.both
@pytest.mark.parametrize("platform", ["slack", "web"])
def test_somebody_sees_what_is_kept_of_them_and_opens_it(platform: str, world: World) -> None:
    furnish(world)
    walk = world.walk(KEY, platform)
    walk.do("menu", "open")
    screen = walk.press("open", "") if platform == "web" else walk.do("kept", "open")
    screen = walk.do("kept", "open")
    assert rows(screen)[:2] == ["Wie je bent", "Je rollen"]
    assert "Je modules (2)" in rows(screen)
    assert all(part.detail and part.open for part in screen.body if isinstance(part, Row))
    walk.press("show", "person:0")
    assert NAME in [fact.value for fact in facts(walk.screen)]
    walk.press("open")
    walk.press("show", "modules:0")
    assert len(rows(walk.screen)) == 2
    assert any("Klaar op" in part.detail for part in walk.screen.body if isinstance(part, Row))


@pytest.mark.both
def test_looking_leaves_no_trace(world: World) -> None:
    furnish(world)
    before = somebody.everything(world)
    walk = world.walk(KEY)
    walk.do("kept", "open")
    for name in ("person", "accounts", "modules", "trail"):
        walk.do("kept", "show", f"{name}:0")
    assert somebody.everything(world) == before


def test_it_is_the_same_whether_or_not_somebody_reported(sqlite_world: World) -> None:
    def shown() -> str:
        walk, kept = sqlite_world.walk("employee"), ""
        kept += repr(walk.do("kept", "open"))
        for button in [one for one in walk.buttons() if one.name == "show"]:
            kept += repr(sqlite_world.walk("employee").do("kept", "show", button.argument))
        return kept

    before = shown()
    for identity in ("named", "confidential", "anonymous"):
        sqlite_world.report("employee", identity=identity)
    assert shown() == before and "Mijn meldingen" in before


def test_it_is_the_same_for_a_handler_whether_or_not_a_report_was_kept_from_them(world: World) -> None:
    before = repr(world.walk("handler").do("kept", "open"))
    world.report(untold=(str(world.people["handler"]),))
    assert repr(world.walk("handler").do("kept", "open")) == before


def test_whom_the_directory_does_not_know_sees_what_is_kept_of_their_account(sqlite_world: World) -> None:
    stranger = sqlite_world.walk("somebody-unknown", "slack")
    screen = stranger.do("kept", "open")
    assert rows(screen) == [] and [part for part in screen.body if isinstance(part, Bullets)]
    assert stranger.do("kept", "show", "person:0").step == "sorry"
    nobody = sqlite_world.walk("").do("kept", "open")
    assert rows(nobody) == [] and "weet niet wie je bent" in repr(nobody.body)


@pytest.mark.parametrize("argument", ["", "reports:0", "person", "person:x", "person:99999", ":", "x" * 90])
def test_any_argument_gives_a_screen(argument: str, sqlite_world: World) -> None:
    assert sqlite_world.walk("employee").do("kept", "show", argument).title


def test_what_is_more_than_a_page_is_turned(sqlite_world: World) -> None:
    world, now = sqlite_world, sqlite_world.clock()
    with world.unit() as session:
        for number in range(PAGE + 3):
            who = [world.people["employee"]]
            mailings.plan(session, world.organisation.id, "week", f"k{number}", "a", who, now, now.date())
    walk = world.walk("employee")
    walk.do("kept", "show", "messages:0")
    assert len(rows(walk.screen)) == PAGE
    walk.press("show", f"messages:{PAGE}")
    assert len(rows(walk.screen)) == 3
    walk.press("show", "messages:0")


def test_of_a_colleague_nothing_is_shown(sqlite_world: World) -> None:
    furnish(sqlite_world)
    for argument in ("person:0", "accounts:0", "modules:0"):
        assert NAME not in repr(sqlite_world.walk("employee2").do("kept", "show", argument))
    assert TEAM not in repr(sqlite_world.walk("coordinator").do("kept", "open").body)
