"""The coordinator makes figures final in chat, has them counted again, and shows everybody their picture."""

import json

import lxml.html
import pytest
from sqlmodel import select
from starlette.applications import Starlette

from bot.foundation import words
from bot.foundation.screen import Picture, Row, Screen
from bot.screens import pictures
from handlers import pictures as drawn
from handlers.slack import render as slack
from handlers.teams import render as teams
from handlers.web import http
from handlers.web import render as web
from storage import audit, closings
from storage.tables.account import PublicPicture
from tests.bot.account.test_closing import FIRST, HALF, LAST, change, fill
from tests.bot.test_content import A_KEY, BUTTON, buttons, seen
from tests.handlers.web.tab import Tab
from tests.support import slack_limits
from tests.support.world import World

PERIOD = f"{FIRST}/{LAST}"
LARGEST = 28_000  # bytes of a card that Teams shows everywhere
FIGURES = "//p[@class='picture']/img[not(contains(@src, '/drawing'))]"  # and not the road of a report


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


def halves(screen: Screen) -> dict[str, str]:
    return {part.title: part.detail for part in screen.body if isinstance(part, Row)}


def tab_on(world: World) -> Tab:
    app = Starlette(routes=[*drawn.routes(world.desk), *http.routes(world.desk, demo=False)])
    return Tab(app, client=("192.0.2.7", 4711), address="https://baken.example")


def test_a_half_year_is_made_final_in_chat_and_counted_again(world: World) -> None:
    fill(world)
    walk = world.walk("coordinator")
    walk.do("account", "open")
    walk.press("final")
    assert halves(walk.screen) == {"Tweede half jaar van 2025": "De aantallen staan nog niet vast."}
    walk.press("half")
    assert walk.screen.step == "half_open"
    walk.press("close")
    assert walk.screen.step == "half_final"
    with world.reading() as session:
        assert closings.closed(session, world.organisation.id) == [HALF]
        (entry,) = audit.entries(session, world.organisation.id, 1)
    assert (entry.action, entry.subject) == ("account.closed", HALF)
    assert entry.actor == f"person:{world.people['coordinator']}"
    same = walk.press("correct")
    assert words.text("account.done.same", "nl") in seen(same)
    change(world, 12, theme="influence")
    assert words.text("account.done.corrected", "nl") in seen(walk.press("correct"))
    (detail,) = halves(walk.press("final")).values()
    assert "versie 2" in detail


def test_closing_one_half_year_also_closes_those_before_it_and_says_so_first(sqlite_world: World) -> None:
    world = sqlite_world
    fill(world, 30, FIRST.replace(month=1))
    walk = world.walk("coordinator")
    screen = walk.do("account", "half", HALF)
    assert words.text("account.earlier_too", "nl", halves="Eerste half jaar van 2025") in seen(screen)
    walk.press("close")
    with world.reading() as session:
        assert closings.closed(session, world.organisation.id) == ["2025-H1", HALF]
    looks = [one.argument for one in walk.screen.actions if one.name == "look"]
    assert looks == ["2025-01-01/2025-12-31", PERIOD]


@pytest.mark.parametrize("half", ("2026-H1", "2024-H2", "2025-Q3", "later"))
def test_a_half_year_that_is_not_over_or_has_nothing_to_count_gets_a_sentence(
    sqlite_world: World, half: str
) -> None:
    fill(sqlite_world)
    walk = sqlite_world.walk("coordinator")
    for action in ("half", "close", "correct"):
        assert walk.do("account", action, half).step == "sorry"
    with sqlite_world.reading() as session:
        assert closings.closed(session, sqlite_world.organisation.id) == []


@pytest.mark.parametrize("who", ("employee", "handler", "privacy", ""))
def test_only_the_coordinator_may(sqlite_world: World, who: str) -> None:
    fill(sqlite_world)
    walk = sqlite_world.walk(who)
    for action, argument in (("final", ""), ("half", HALF), ("close", HALF), ("correct", HALF)):
        assert walk.do("account", action, argument).step == "sorry"
    for action in ("look", "publish", "take_down"):
        assert walk.do("account", action, PERIOD).step == "sorry"
    with sqlite_world.reading() as session:
        assert closings.closed(session, sqlite_world.organisation.id) == []


@pytest.mark.both
def test_the_picture_of_final_figures_goes_on_the_intranet_page_and_off_it(world: World) -> None:
    pictures.load(None, world.desk.vault.picture_mark)
    fill(world)
    walk, tab = world.walk("coordinator"), tab_on(world)
    assert walk.do("account", "publish", PERIOD).step == "sorry"  # not final yet
    with world.reading() as session:
        assert session.exec(select(PublicPicture)).all() == []
    walk.do("account", "close", HALF)
    walk.press("look")
    (part,) = (part for part in walk.screen.body if isinstance(part, Picture))
    assert "200" in part.alt and "Voorbeeldstad" in part.alt
    assert not tab.show(tab.client.get("/intranet?lang=nl")).page.xpath(FIGURES)
    walk.press("publish")
    page = tab.show(tab.client.get("/intranet?lang=nl")).page
    (image,) = page.xpath(FIGURES)
    assert image.get("alt") == part.alt and image.get("src") == pictures.path(part.source)
    found = tab.client.get(image.get("src"))
    assert found.status_code == 200 and found.content.startswith(b"\x89PNG")
    assert tab.client.get(image.get("src").replace("2025-07-01", "2025-08-01")).status_code == 404
    change(world, 12, theme="influence")
    walk.do("account", "correct", HALF)
    (other,) = tab.show(tab.client.get("/intranet?lang=nl")).page.xpath(FIGURES)
    assert other.get("src") != image.get("src")  # corrected figures are not kept by a cache
    walk.do("account", "look", PERIOD)
    walk.press("take_down")
    assert not tab.show(tab.client.get("/intranet?lang=nl")).page.xpath(FIGURES)
    with world.reading() as session:
        told = [(one.action, one.subject) for one in audit.entries(session, world.organisation.id, 9)]
    assert [one for one in told if one[0].startswith("picture.")] == [
        ("picture.taken_down", PERIOD),
        ("picture.published", PERIOD),
    ]


def test_an_organisation_shows_its_own_picture_alone(sqlite_world: World) -> None:
    fill(sqlite_world)
    sqlite_world.add_organisation("elders", "Elders")
    walk = sqlite_world.walk("coordinator")
    walk.do("account", "close", HALF)
    walk.do("account", "publish", PERIOD)
    tab = tab_on(sqlite_world)
    assert tab.show(tab.client.get("/intranet/voorbeeldstad?lang=nl")).page.xpath(FIGURES)
    assert not tab.show(tab.client.get("/intranet/elders?lang=nl")).page.xpath(FIGURES)


@pytest.mark.parametrize("locale", words.LOCALES)
def test_every_screen_fits_and_says_everything_in_words(locale: str, sqlite_world: World) -> None:
    walk = sqlite_world.walk("coordinator", locale=locale)
    screens = [walk.do("account", "final")]
    fill(sqlite_world, 30, FIRST.replace(month=1))
    screens += [walk.do("account", "final"), walk.do("account", "half", HALF), walk.press("close")]
    screens += [walk.press("correct"), walk.press("look"), walk.press("publish"), walk.press("final")]
    assert [screen.step for screen in screens] == [
        "final",
        "final",
        "half_open",
        "half_final",
        "half_final",
        "picture",
        "picture",
        "final",
    ]
    for screen in screens:
        assert [said for said in seen(screen) if A_KEY.fullmatch(said) or "%{" in said] == []
        assert [one.label for one in buttons(screen) if len(one.label) > BUTTON] == []
        assert slack_limits.problems(slack.modal(screen)) == []
        assert len(json.dumps(teams.dialog(screen)).encode()) < LARGEST
        page = lxml.html.fromstring(web.screen(screen, web.Around(locale)))
        assert [heading.text_content().strip() for heading in page.iter("h1")] == [screen.title]
