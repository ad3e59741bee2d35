"""What `baken serve` offers on the web without a login: following by code, and nothing else."""

from datetime import timedelta

import pytest

from bot.foundation.limits import Bucket
from bot.rooms import HOUSE
from handlers.web import public as offered
from tests.handlers.web.conftest import web_app
from tests.handlers.web.tab import Tab
from tests.support.world import World

OTHERS = sorted(set(HOUSE.routes) - offered.OFFERED - {offered.TO_START, ("menu", "home")})


def test_the_first_page_gives_the_numbers_and_the_way_to_a_report(public: Tab) -> None:
    public.open()
    assert public.page.xpath("//a[starts-with(@href, 'tel:')]/text()")[:3] == [
        "112",
        "0900-8844",
        "0800-7000",
    ]
    assert public.press("follow/open").step == "follow/code"
    assert public.open().press("learn/verify").step == "learn/verify"
    public.press("learn/verified", {"code": "0000-0000-0000"})
    assert public.step == "learn/verify" and "kennen we niet" in public.text


@pytest.mark.parametrize(("dialogue", "action"), OTHERS)
def test_no_other_dialogue_can_be_reached(public: Tab, dialogue: str, action: str) -> None:
    public.send([("_do", f"{dialogue}/{action}"), ("_who", "coordinator"), ("_dialogue", dialogue)])
    assert public.response.status_code == 403 and "Dat kan hier niet" in public.text


@pytest.mark.parametrize("dialogue", sorted({dialogue for dialogue, _ in HOUSE.routes} - {"follow", "menu"}))
def test_the_language_button_is_no_way_round(public: Tab, dialogue: str) -> None:
    for token in ("", "x" * 43):
        pairs = [("_do", "language/en"), ("_dialogue", dialogue), ("_step", "list"), ("_token", token)]
        public.send([*pairs, ("_who", "coordinator")])
        assert public.response.status_code == 403 or public.step == "menu/menu"


def test_there_is_nobody_to_be(public: Tab) -> None:
    public.open("coordinator")
    assert "Coördinator Een" not in public.text and "casework" not in public.response.text
    assert public.client.get("/file?who=coordinator&kind=account").status_code == 404


def test_a_report_is_followed_and_added_to_with_its_code(world: World) -> None:
    reported = world.report()
    tab = Tab(web_app(world, demo=False), client=("192.0.2.7", 4711), address="https://baken.example")
    tab.open(locale="en").press("follow/open").press("follow/find", {"code": reported.code})
    assert tab.step == "follow/report-0" and reported.number in tab.text and tab.page.get("lang") == "en"
    assert tab.press("follow/add").title.startswith("Error: ")
    tab.press("follow/add", {"addition": "Vannacht weer."})
    assert tab.step == "follow/report-1" and "Vannacht weer." in tab.text
    tab.press("follow/close")
    assert tab.step == "follow/closed" and tab.page.xpath("//a[@class='button plain']/@href") == ["/?lang=en"]


def test_a_report_handed_in_under_a_name_shows_no_way_to_others(sqlite_world: World, public: Tab) -> None:
    reported = sqlite_world.report(identity="named")
    public.open().press("follow/open").press("follow/find", {"code": reported.code})
    values = public.page.xpath("//button[@name='_do']/@value")
    assert {value.split("/")[0] for value in values} == {"follow", "language"}


def test_a_network_that_keeps_guessing_is_paced_and_no_other(public: Tab, sqlite_world: World) -> None:
    sqlite_world.desk.limits.strangers = Bucket(room=10, each=timedelta(seconds=2))
    public.open().press("follow/open")
    for _ in range(10):
        assert "kennen we niet" in public.press("follow/find", {"code": "0000-0000"}).error("code")
    assert "te veel mensen" in public.press("follow/find", {"code": "0000-0000"}).error("code")
    other = Tab(public.client.app, client=("192.0.2.8", 4711), address="https://baken.example")
    other.open().press("follow/open").press("follow/find", {"code": "0000-0000"})
    assert "kennen we niet" in other.error("code")
    sqlite_world.clock.forward(seconds=2)
    assert "kennen we niet" in public.press("follow/find", {"code": "0000-0000"}).error("code")


def test_the_language_of_the_first_page_can_be_chosen(public: Tab) -> None:
    assert public.open().press("language/en").page.get("lang") == "en"
    assert public.press("follow/open").page.get("lang") == "en"
