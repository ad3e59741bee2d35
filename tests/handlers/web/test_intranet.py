"""The page for an intranet: for everybody, in a frame only where the settings say so, and without a trace."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser
from starlette.applications import Starlette

from bot.public_page import address
from handlers.web import http
from storage.tables.gatherings import Week
from tests.handlers.web.tab import Tab
from tests.handlers.web.test_accessibility import violations
from tests.handlers.web.test_public_page import set_page
from tests.support.accessibility import TOO_SMALL, TOO_WIDE
from tests.support.world import World

SITES = "https://intranet.voorbeeldstad.example https://www.voorbeeldstad.example"


def tab_on(world: World, frames: str = "") -> Tab:
    app = Starlette(routes=http.routes(world.desk, demo=False, frames=frames))
    return Tab(app, client=("192.0.2.7", 4711), address="https://baken.example")


def at(tab: Tab, path: str, **headers: str) -> Tab:
    return tab.show(tab.client.get(path, headers=headers))


def test_it_tells_what_it_is_how_to_report_and_whom_to_call(sqlite_world: World) -> None:
    tab = at(tab_on(sqlite_world), "/intranet?lang=nl")
    assert tab.response.status_code == 200 and "Voorbeeldstad" in tab.text
    for words in ("Wat is ondermijning?", "Hoe meld je?", "Binnen 7 dagen", "Liever bellen?"):
        assert words in tab.text
    assert tab.page.xpath("//a[starts-with(@href, 'tel:')]/@href")[:3] == [
        "tel:112",
        "tel:09008844",
        "tel:08007000",
    ]


def test_it_leads_to_the_page_for_who_has_no_account_where_that_is_open(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address, "_host", "https://melden.example")
    way = "//a[@href='https://melden.example/melden/voorbeeldstad']"
    for state, is_there in (("off", False), ("on", True), ("word", True)):
        set_page(sqlite_world, state, "Vuurtoren")  # type: ignore[arg-type]
        shown = at(tab_on(sqlite_world), "/intranet?lang=nl")
        assert bool(shown.page.xpath(way)) is is_there and "Vuurtoren" not in shown.text
        assert all("noreferrer" in link.get("rel") for link in shown.page.xpath(way))
    monkeypatch.setattr(address, "_host", "")
    assert "melden/voorbeeldstad" not in at(tab_on(sqlite_world), "/intranet").text


def test_it_leaves_no_trace_and_asks_nothing(sqlite_world: World) -> None:
    tab = at(tab_on(sqlite_world), "/intranet")
    assert "set-cookie" not in tab.response.headers and not tab.page.xpath("//form | //script | //input")
    addresses = tab.page.xpath("//@href | //@src")
    assert all(one.startswith(("/", "tel:", "#", "?")) for one in addresses), addresses


def test_it_is_in_the_language_of_the_browser_or_as_chosen(sqlite_world: World) -> None:
    tab = tab_on(sqlite_world)
    assert at(tab, "/intranet", **{"accept-language": "en-GB"}).page.get("lang") == "en"
    assert at(tab, "/intranet?lang=nl", **{"accept-language": "en-GB"}).page.get("lang") == "nl"
    assert (
        "Would you rather call?"
        in at(tab, "/intranet" + tab.page.xpath("//a[@class='language']/@href")[0]).text
    )


def test_with_several_organisations_one_is_chosen_by_its_short_name(sqlite_world: World) -> None:
    sqlite_world.add_organisation("westerdorp", "Westerdorp")
    tab = at(tab_on(sqlite_world), "/intranet?lang=en")
    assert "Which organisation" in tab.text and "criminals misuse" not in tab.text
    link = next(one for one in tab.page.xpath("//main//a/@href") if "westerdorp" in one)
    assert "Westerdorp" in at(tab, link).text and "criminals misuse" in tab.text
    assert at(tab, "/intranet/nergens").response.status_code == 404


def test_without_any_organisation_there_is_no_page(tmp_path: object) -> None:
    world = World(f"sqlite:///{tmp_path}/a.db", f"sqlite:///{tmp_path}/b.db", empty=True)
    assert at(tab_on(world), "/intranet").response.status_code == 404
    world.stop()


def test_only_the_named_sites_may_show_it_in_a_frame(sqlite_world: World) -> None:
    named, none = tab_on(sqlite_world, SITES), tab_on(sqlite_world)
    framed = at(named, "/intranet", **{"sec-fetch-site": "cross-site"}).response
    assert framed.status_code == 200 and "x-frame-options" not in framed.headers
    assert f"frame-ancestors {SITES};" in framed.headers["content-security-policy"]
    for response in (at(none, "/intranet").response, at(named, "/").response):
        assert response.headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]


def test_what_comes_up_stands_on_it_when_there_is_something(sqlite_world: World) -> None:
    world = sqlite_world
    tab = at(tab_on(world), "/intranet?lang=nl")
    assert "Wat komt eraan?" not in tab.text
    first = world.clock().date() + timedelta(days=20)
    with world.unit() as session:
        week = Week(
            organisation_id=world.organisation.id,
            title="Week van de integriteit",
            first_on=first,
            last_on=first + timedelta(days=4),
            ready=False,
            announced=True,
        )
        session.add(week)
    at(tab, "/intranet?lang=nl")
    assert "Wat komt eraan?" in tab.text and "Week van de integriteit" in tab.text
    other = world.add_organisation("elders", "Elders")
    assert "Week van de integriteit" not in at(tab, f"/intranet/{other.slug}?lang=nl").text


@pytest.mark.parametrize(("locale", "width"), [("nl", 320), ("en", 1280)])
def test_everybody_can_read_it(chromium: Browser, sqlite_world: World, locale: str, width: int) -> None:
    tab = tab_on(sqlite_world)
    with chromium.new_context(viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        page.route(
            "**/*",
            lambda route: route.fulfill(
                body=(
                    answer := tab.client.get(route.request.url.removeprefix("https://baken.example"))
                ).content,
                content_type=answer.headers["content-type"],
            ),
        )
        page.goto(f"https://baken.example/intranet?lang={locale}")
        assert violations(page) == []
        assert not page.evaluate(TOO_WIDE) and page.evaluate(TOO_SMALL) == []
