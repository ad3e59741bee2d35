"""What was brought to somebody stands above their menu on the web, as long as it is wanted."""

import pytest

from bot.foundation.context import Visitor
from bot.foundation.screen import Action, Heading, Note, Row, Screen
from bot.messages import inbox
from bot.messages.mailings import Moment
from bot.rooms import HOUSE
from handlers.web.send import WebCourier
from tests.bot.messages.mailing import kind_of_tests
from tests.bot.messages.pushing import plan
from tests.support.sending import send
from tests.support.world import TEAM, Walk, World, slack_id

WANTED = {"one", "two", "three", "four"}


def show(moment: Moment) -> Screen | None:
    """A message with as many buttons as there are letters in its name; none when it is not wanted."""
    if moment.about not in WANTED:
        return None
    buttons = tuple(Action("menu", "about", f"Knop {n}") for n in range(1 if moment.about == "one" else 2))
    return Screen(
        "test", "message", moment.about, (Note(moment.person.name),), actions=buttons, confidential=False
    )


@pytest.fixture(autouse=True)
def shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(HOUSE.messages, "test", kind_of_tests(show))


def bring(world: World, about: str, *who: str) -> None:
    world.clock.forward(minutes=1)
    plan(world, [world.people[one] for one in who], f"test/{about}", about=about)
    assert send(world, {"web": WebCourier()}) == len(who)


def lines(screen: Screen) -> list[tuple[str, str]]:
    return [(part.title, part.detail) for part in screen.body if isinstance(part, Row)]


def test_a_message_stands_above_the_menu_of_whom_it_is_for(world: World) -> None:
    bring(world, "two", "employee")
    screen = world.walk("employee").do("menu", "open")
    assert isinstance(screen.body[0], Heading) and lines(screen) == [("two", "Medewerker Een")]
    for who in ("employee2", "coordinator", "", "stranger"):
        assert lines(world.walk(who).do("menu", "open")) == []


def test_in_chat_the_menu_does_not_repeat_what_the_chat_holds(world: World) -> None:
    bring(world, "two", "employee")
    assert lines(world.walk("employee", "slack").do("menu", "open")) == []


def test_who_comes_from_chat_to_the_web_sees_it_too(world: World) -> None:
    bring(world, "two", "employee")
    visitor = Visitor("web", TEAM, slack_id("employee"), "x", known_as="x", known_in="slack")
    assert lines(Walk(world.desk, visitor).do("menu", "open")) == [("two", "Medewerker Een")]


def test_a_message_opens_with_all_its_buttons_and_one_button_needs_no_opening(world: World) -> None:
    bring(world, "one", "employee")
    bring(world, "two", "employee")
    walk = world.walk("employee")
    walk.do("menu", "open")
    assert [part.open.name for part in walk.screen.body if isinstance(part, Row) and part.open] == [
        "show",
        "about",
    ]
    walk.press("show")
    assert walk.screen.title == "two"
    assert [one.label for one in walk.screen.actions] == ["Knop 0", "Knop 1", "Naar het menu"]


def test_the_newest_come_first_and_three_are_enough(world: World) -> None:
    for about in ("one", "two", "three", "four"):
        bring(world, about, "employee")
    titles = [title for title, _ in lines(world.walk("employee").do("menu", "open"))]
    assert titles == ["four", "three", "two"] and len(titles) == inbox.SHOWN


def test_what_is_no_longer_wanted_or_too_old_is_gone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(world, "two", "employee")
    bring(world, "three", "employee")
    monkeypatch.setattr("tests.bot.messages.test_inbox.WANTED", {"two"})
    walk = world.walk("employee")
    assert [title for title, _ in lines(walk.do("menu", "open"))] == ["two"]
    world.clock.forward(days=inbox.KEPT.days + 1)
    walk.press("show")
    assert walk.screen.step == "sorry" and lines(walk.do("menu", "open")) == []


def test_nobody_opens_the_message_of_another(world: World) -> None:
    bring(world, "two", "employee")
    walk = world.walk("employee")
    walk.do("menu", "open")
    event = walk.pressed("show")
    for who in ("employee2", "coordinator", ""):
        assert world.walk(who).event(event).step == "sorry"
    assert world.walk("employee").do("inbox", "show", "x").step == "sorry"
