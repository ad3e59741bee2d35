"""What rooms declare is put together, and what does not fit is refused before Baken starts."""

from pathlib import Path

import pytest

from bot.foundation.access import EVERYBODY
from bot.foundation.room import House, MenuEntry, NotAHouse, Room, Route
from bot.foundation.screen import Screen
from bot.rooms import HOUSE, ROOMS
from tests.support import ROOT

RECORDED = Path(__file__).parent / "recorded_actions.txt"


def nothing(*_: object) -> Screen:
    return Screen("menu", "nothing", "")


OPENS = {"some": {"open": Route(nothing, EVERYBODY, shows=("list",))}}


def test_every_room_that_there_is_takes_part() -> None:
    folders = {path.parent.name for path in ROOT.glob("bot/*/room.py")}
    assert folders - {"foundation"} == {room.name for room in ROOMS}
    assert len({room.name for room in ROOMS}) == len(ROOMS)


def test_buttons_of_before_are_still_answered() -> None:
    """Old buttons lie in chats for years: whatever was ever given is answered."""
    recorded = {tuple(line.split("/")) for line in RECORDED.read_text(encoding="utf-8").split()}
    assert recorded <= set(HOUSE.routes)


def test_a_route_says_which_right_it_needs() -> None:
    with pytest.raises(TypeError, match="right"):
        Route(nothing)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("rooms", "says"),
    [
        ((Room("one", routes={"some": {"open": Route(nothing, "be_anybody")}}),), "no right be_anybody"),
        ((Room("one", routes=OPENS), Room("two", routes=OPENS)), "two: .*declared by another room"),
        ((Room("one", menu=(MenuEntry(1, "some", "open", "some"),)),), "no some/open for the menu"),
        (
            (
                Room("one", routes=OPENS, menu=(MenuEntry(1, "some", "open", "some"),)),
                Room("two", menu=(MenuEntry(1, "some", "open", "some"),)),
            ),
            "two: 1 is declared",
        ),
        ((Room("one", files={"poem": nothing}), Room("two", files={"poem": nothing})), "two: poem"),
        ((Room("one", on_web_alone=frozenset({"poem"})),), "one: there is no file poem"),
    ],
    ids=["right", "route", "nowhere", "place", "file", "page"],
)
def test_what_does_not_fit_is_refused_at_the_start(rooms: tuple[Room, ...], says: str) -> None:
    with pytest.raises(NotAHouse, match=says):
        House().furnish(rooms)


def test_a_house_that_nobody_furnished_answers_nothing_at_all() -> None:
    with pytest.raises(AttributeError):
        _ = House().routes
