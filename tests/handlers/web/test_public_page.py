"""Somebody without an account reports on the page of an organisation, and follows it with a code."""

import logging
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import i18n
import pytest
from playwright.sync_api import Browser
from sqlmodel import select
from starlette.applications import Starlette

from bot.foundation.access import DEPUTY, HANDLERS
from bot.foundation.limits import Bucket
from bot.foundation.screen import Facts
from bot.public_page import address
from bot.reports import slots
from bot.rooms import HOUSE
from handlers.line import Line
from handlers.web import http
from handlers.web import public_page as offered
from storage import people, public_pages
from storage.public_pages import Page
from storage.tables.reports import Report
from tests.handlers.web.browsing import send_a_report
from tests.handlers.web.conftest import Site, web_app
from tests.handlers.web.tab import Tab
from tests.handlers.web.test_staff import url_on
from tests.journeys.test_secrets import columns
from tests.support.servers import free_port, running_server
from tests.support.world import World

PATH = "/melden/voorbeeldstad"
TYPED = {"name": "Roos Verzonnen", "contact": "roos@thuis.example"}


def set_page(world: World, state: public_pages.State = "on", word: str = "") -> None:
    with world.unit() as session:
        public_pages.put(session, world.vault, world.organisation.id, Page(state, word))


@pytest.fixture
def page(world: World) -> Tab:
    """A tab on the page of an organisation that opened it, on a host where nothing else is."""
    set_page(world)
    return doorstep(world)


def doorstep(world: World, client: str = "192.0.2.7", host: str = "melden.example") -> Tab:
    tab = Tab(reports_app(world, host), client=(client, 4711), address=f"https://{host}")
    return tab.show(tab.client.get(PATH, params={"lang": "nl"}))


def reports_app(world: World, host: str = "melden.example") -> Starlette:
    return Starlette(routes=[*http.for_reports(world.desk, (host,)), *http.routes(world.desk, demo=False)])


def hand_in(tab: Tab, **answers: str) -> str:
    """From the doorstep to the end of a report; gives its code."""
    given = {"kind": "signal", "identity": "anonymous", "theme": "drugs", "story": "Een busje."} | answers
    tab.press("page/begin")
    while tab.step != "report/review":
        asked = {name: value for name, value in given.items() if tab.page.xpath(f"//*[@id='f-{name}']")}
        before = tab.step
        tab.press("report/answer", asked)
        assert tab.step != before, tab.text
    code = tab.press("report/send").code()
    tab.press("report/keep", {"kept": "kept"})
    return code


def test_somebody_reports_and_follows_it_on_the_same_page(page: Tab, world: World) -> None:
    assert page.step == "page/front"
    code = hand_in(page)
    back = page.page.xpath("//a[@class='button plain']/@href")
    assert "Dank je wel" in page.text and back == [f"{PATH}?lang=nl"]
    page.show(page.client.get(PATH)).press("follow/open").press("follow/find", {"code": code})
    assert page.step == "follow/report-0"
    page.press("follow/add", {"addition": "Vannacht weer."})
    assert "Vannacht weer." in page.text


def test_a_report_says_by_which_way_it_came(page: Tab, world: World) -> None:
    hand_in(page)
    with world.reading() as session:
        assert [one.origin for one in session.exec(select(Report)).all()] == ["page"]


@pytest.mark.parametrize("identity", ["named", "confidential"])
def test_who_is_no_stranger_says_so_and_nothing_is_derived(page: Tab, world: World, identity: str) -> None:
    hand_in(page, identity=identity, **TYPED)
    world.clock.forward(days=3)
    slots.end_waits(world.engine, world.vault, world.clock())
    walk = world.walk("coordinator")
    shown = walk.do("casework", "open")
    report = next(button.argument for button in walk.buttons() if button.name == "show")
    shown = walk.do("casework", "show", report)
    facts = {row.label: row.value for part in shown.body if isinstance(part, Facts) for row in part.rows}
    assert any("Roos Verzonnen (roos@thuis.example)" in value for value in facts.values())
    assert any("zonder account" in value for value in facts.values())


def test_an_anonymous_reporter_is_asked_no_name(page: Tab) -> None:
    page.press("page/begin").press("report/answer", {"kind": "signal"})
    page.press("report/answer", {"identity": "anonymous"})
    assert page.step == "report/theme"


def test_a_name_and_a_way_to_be_reached_are_needed_to_be_known(page: Tab) -> None:
    page.press("page/begin").press("report/answer", {"kind": "signal"})
    page.press("report/answer", {"identity": "named"}).press("report/answer", {"name": "Roos"})
    assert page.step == "report/you" and page.error("contact") and page.field("name") == "Roos"


def test_nobody_of_the_reporting_point_is_named_to_a_stranger(page: Tab, world: World) -> None:
    with world.reading() as session:
        staff = [one.name for one in people.staff(session, world.organisation.id, HANDLERS | DEPUTY)]
    assert len(staff) > 2
    hand_in(page)
    page.show(page.client.get(PATH)).press("page/begin")
    seen = []
    way: list[dict[str, str]] = [{"kind": "signal"}, {"identity": "anonymous"}, {"theme": "drugs"}]
    way += [{"story": "x"}, {}, {}]
    for answers in way:
        page.press("report/answer", answers)
        seen.append(page.response.text)
    assert page.step == "report/safety" and not page.page.xpath("//*[@id='f-untold']")
    page.press("report/answer", {"untold_described": "de chef"})
    seen.append(page.response.text)
    assert page.step == "report/review" and not [name for name in staff for text in seen if name in text]


def test_an_address_where_no_organisation_is_named_takes_up_no_report(page: Tab) -> None:
    """There it would be asked as among colleagues, with a list of who reads reports."""
    page.press("page/begin")
    pairs = page.pressed("report/answer", {"kind": "signal"})
    for path in ("/", "/attach"):
        response = page.client.post(path, data=dict(pairs), headers={"sec-fetch-site": "same-origin"})
        assert response.status_code in (400, 403)


OTHERS = sorted(set(HOUSE.routes) - offered.OFFERED - {("menu", "home")})


@pytest.mark.parametrize(("dialogue", "action"), OTHERS)
def test_nothing_else_can_be_done_there(sqlite_world: World, dialogue: str, action: str) -> None:
    set_page(sqlite_world)
    tab = doorstep(sqlite_world)
    pairs = [("_do", f"{dialogue}/{action}"), ("_dialogue", dialogue), ("_step", "x"), ("_token", "x" * 43)]
    tab.send(pairs)
    assert tab.response.status_code == 403 and "Dat kan hier niet" in tab.text


def test_a_report_is_begun_at_the_doorstep_alone(sqlite_world: World) -> None:
    set_page(sqlite_world, "word", "Vuurtoren")
    tab = doorstep(sqlite_world)
    assert tab.send([("_do", "report/begin")]).response.status_code == 403


@pytest.mark.parametrize("typed", ["vuurtoren", "VUUR-TOREN", " Vuurtoren "])
def test_whoever_knows_the_word_comes_in_however_they_write_it(sqlite_world: World, typed: str) -> None:
    set_page(sqlite_world, "word", "Vuurtoren")
    assert doorstep(sqlite_world).press("page/begin", {"word": typed}).step == "report/start"


def test_who_does_not_know_the_word_reads_what_to_do(sqlite_world: World) -> None:
    set_page(sqlite_world, "word", "Vuurtoren")
    tab = doorstep(sqlite_world).press("page/begin", {"word": "molen"})
    assert tab.step == "page/front" and "niet het woord" in tab.error("word") and tab.field("word") == "molen"
    assert tab.press("page/begin", {"word": ""}).error("word")
    assert "Vuurtoren" not in tab.response.text


def test_the_word_is_not_found_by_trying(sqlite_world: World) -> None:
    set_page(sqlite_world, "word", "Vuurtoren")
    sqlite_world.desk.limits.public_words = Bucket(room=3, each=timedelta(minutes=1))
    tab = doorstep(sqlite_world)
    for _ in range(3):
        tab.press("page/begin", {"word": "molen"})
    assert "te veel mensen" in tab.press("page/begin", {"word": "Vuurtoren"}).text
    other = doorstep(sqlite_world, "198.51.100.9")
    assert other.press("page/begin", {"word": "Vuurtoren"}).step == "report/start"


def test_a_closed_page_says_where_to_go_and_codes_still_work(sqlite_world: World) -> None:
    reported = sqlite_world.report()
    tab = doorstep(sqlite_world)
    assert "nu niet" in tab.text and tab.page.xpath("//a[@href='tel:112']")
    assert not tab.page.xpath("//button[@value='page/begin']")
    assert tab.send([("_do", "page/begin")]).step == "page/front"
    tab.show(tab.client.get(PATH)).press("follow/open").press("follow/find", {"code": reported.code})
    assert tab.step == "follow/report-0"


@pytest.mark.parametrize("state", ["on", "word"])
def test_where_nobody_handles_reports_any_more_none_is_begun(
    sqlite_world: World, state: public_pages.State
) -> None:
    """Also when the page was looked at before the last of them left."""
    set_page(sqlite_world, state, "Vuurtoren")
    tab = doorstep(sqlite_world)
    word = {"word": "Vuurtoren"} if state == "word" else {}
    begin = tab.pressed("page/begin", word)
    with sqlite_world.unit() as session:
        people.take_roles(session, "directory")
    assert tab.send(begin).step == "page/front" and "nu niet" in tab.text


def test_who_was_in_the_middle_when_it_closed_can_finish(sqlite_world: World) -> None:
    set_page(sqlite_world)
    tab = doorstep(sqlite_world)
    tab.press("page/begin")
    set_page(sqlite_world, "off")
    assert tab.press("report/answer", {"kind": "signal"}).step == "report/identity"


def test_an_unknown_organisation_is_a_page_that_is_not_there(sqlite_world: World) -> None:
    tab = Tab(reports_app(sqlite_world), address="https://melden.example")
    for path in ("/melden/elders", "/melden/elders/", "/melden/voorbeeldstad/x", "/melden/%2e%2e"):
        assert tab.client.get(path).status_code == 404, path


def test_a_slash_behind_the_address_leads_to_it_too(sqlite_world: World) -> None:
    tab = doorstep(sqlite_world)
    for typed in ("/melden/", "/melden/voorbeeldstad/"):
        assert tab.go(typed).response.url.path == "/melden/voorbeeldstad" and tab.step == "page/front"
    for typed in ("/melden/nergens/", "/melden//example.com/", "/melden/%2F%2Fexample.com/"):
        answer = tab.client.get(typed, follow_redirects=False)
        assert answer.status_code in (303, 404)
        assert answer.headers.get("location", "/melden/").startswith("/melden/")
    assert tab.client.get("/melden/nergens/").status_code == 404


def test_the_only_organisation_is_found_without_its_name(sqlite_world: World) -> None:
    tab = Tab(reports_app(sqlite_world), address="https://melden.example")
    for path in ("/", "/melden"):
        answer = tab.client.get(path, follow_redirects=False)
        assert answer.status_code == 303 and answer.headers["location"] == f"{PATH}?lang=nl"


def test_on_its_host_there_is_nothing_else_and_nothing_of_it_elsewhere(sqlite_world: World) -> None:
    set_page(sqlite_world)
    app = reports_app(sqlite_world)
    hosts = ("melden.example", "baken.example")
    there, elsewhere = (Tab(app, address=f"https://{host}").client for host in hosts)
    for path in ("/reports", "/file?kind=account", "/figures", "/in/x", "/intranet", "/slack/events"):
        assert there.get(path).status_code == 404, path
    assert elsewhere.get(PATH).status_code == 404
    assert elsewhere.get("/").status_code == 200


def test_no_cookie_is_set_and_none_is_read(page: Tab) -> None:
    page.client.cookies.set("__Host-baken", "x.y", domain="melden.example")
    hand_in(page)
    assert "set-cookie" not in page.response.headers
    assert "session" not in page.text.lower()


def test_the_browser_is_told_to_run_no_script_and_to_say_nothing_of_where_it_was(page: Tab) -> None:
    headers = page.response.headers
    assert headers["referrer-policy"] == "no-referrer" and headers["cache-control"] == "no-store"
    assert "script-src" not in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "<script" not in page.response.text
    page.press("page/begin")
    token = page.page.xpath("//input[@name='_token']/@value")[0]
    assert token and token not in str(page.response.url)


def test_nothing_of_where_somebody_was_is_kept_or_logged(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    set_page(world)
    tab = doorstep(world, "203.0.113.77")
    tab.client.headers["user-agent"] = "Merkwaardig/7.1"
    code = hand_in(tab, identity="named", **TYPED)
    kept = columns(world.engine) + columns(world.vault.engine)
    assert b"report.received" in kept, "this looks at the right place"
    for secret in ("203.0.113.77", "Merkwaardig", "Roos Verzonnen", "roos@thuis", "Een busje", code):
        assert secret not in caplog.text and secret.encode() not in kept


def test_a_town_hall_behind_one_address_reports_sixty_times_an_hour(sqlite_world: World) -> None:
    limits, now = sqlite_world.desk.limits, sqlite_world.clock()
    assert all(limits.public_reports.take("192.0.2.7", now) for _ in range(60))
    assert not limits.public_reports.take("192.0.2.7", now)
    assert limits.public_reports.take("192.0.2.8", now)


def test_at_a_flood_what_was_typed_stays(sqlite_world: World) -> None:
    set_page(sqlite_world)
    sqlite_world.desk.limits.public_reports = Bucket(room=1, each=timedelta(minutes=1))
    hand_in(doorstep(sqlite_world))
    tab = doorstep(sqlite_world)
    with pytest.raises(IndexError):
        hand_in(tab)
    assert tab.step == "report/turn"
    sqlite_world.clock.forward(minutes=2)
    assert tab.press("report/send").step == "report/receipt"


def test_over_an_onion_service_nobody_is_told_apart_by_what_a_header_says(sqlite_world: World) -> None:
    set_page(sqlite_world)
    sqlite_world.desk.limits.public_forms = Bucket(room=1, each=timedelta(minutes=1))
    host = "abcdefghij.onion"
    assert doorstep(sqlite_world, "127.0.0.1", host).press("page/begin").step == "report/start"
    assert doorstep(sqlite_world, "203.0.113.5", host).press("page/begin").step == "menu/sorry"
    assert doorstep(sqlite_world, "203.0.113.5").press("page/begin").step == "report/start"


def test_when_it_is_too_busy_what_was_typed_is_sent_again_to_the_same_page(sqlite_world: World) -> None:
    set_page(sqlite_world)
    desk, tab = sqlite_world.desk, doorstep(sqlite_world)
    tab.press("page/begin").press("report/answer", {"kind": "signal"})
    line, desk._line = desk._line, Line(0, (0, 0, 0, 0))
    tab.press("report/answer", {"identity": "anonymous"})
    assert tab.response.status_code == 503 and "niets kwijt" in tab.text
    desk._line = line
    (action,) = tab.page.xpath("//form/@action")
    sent_again = tab.client.post(action.partition("#")[0], data=dict(tab.fields()))
    assert action == f"{PATH}#now" and tab.show(sent_again).step == "report/theme"


def test_an_organisation_calls_the_way_back_as_it_likes(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_page(sqlite_world)
    tab = doorstep(sqlite_world)
    monkeypatch.setitem(
        i18n.translations.container["nl"], "@voorbeeldstad.page.actions.to_front", "Terug naar het begin"
    )
    hand_in(tab)
    assert tab.page.xpath("//a[@class='button plain']/text()") == ["Terug naar het begin"]


def test_a_form_on_another_site_hands_nothing_in(page: Tab) -> None:
    page.press("page/begin")
    pairs = dict(page.pressed("report/answer", {"kind": "signal"}))
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://elders.example"}):
        assert page.client.post(PATH, data=pairs, headers=headers).status_code == 403


def test_the_coordinator_opens_it_and_prints_what_hangs_on_the_board(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address, "_host", "https://melden.example")
    walk = sqlite_world.walk("coordinator")
    assert "https://melden.example/melden/voorbeeldstad" in str(walk.do("page", "manage").body)
    assert walk.submit(state="word", word="ab").inputs[1].error
    assert "Opgeslagen" in str(walk.submit(state="word", word="Vuurtoren").body)
    with sqlite_world.reading() as session:
        kept = public_pages.of(session, sqlite_world.vault, sqlite_world.organisation.id)
    assert kept == Page("word", "Vuurtoren")
    files = {one.argument.partition("/")[0] for one in walk.buttons() if one.dialogue == "file"}
    assert files == {"page_poster", "page_cards", "page_stickers"}


@pytest.mark.both
def test_two_windows_in_which_it_is_opened_for_the_first_time_both_open_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, of = Barrier(2, timeout=0.5), public_pages.of

    def of_both_at_once(*asked: Any) -> Page:
        found = of(*asked)
        with suppress(BrokenBarrierError):  # one waits until the other is done
            both.wait()
        return found

    windows = [world.walk("coordinator") for _ in range(2)]
    for walk in windows:
        walk.do("page", "manage")
    events = [(walk, walk.pressed("save", state="on")) for walk in windows]
    monkeypatch.setattr(public_pages, "of", of_both_at_once)
    at_once = [Thread(target=walk.event, args=(event,)) for walk, event in events]
    for thread in at_once:
        thread.start()
    for thread in at_once:
        thread.join()
    assert ["Opgeslagen" in str(walk.screen.body) for walk in windows] == [True, True]


def test_without_a_host_of_its_own_there_is_no_page_and_that_is_said(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address, "_host", "")
    shown = sqlite_world.walk("coordinator").do("page", "manage")
    assert "BAKEN_REPORT_URL" in str(shown.body)
    assert not [one for one in shown.actions if one.dialogue == "file"]


def test_the_demo_has_it_open(sqlite_world: World) -> None:
    set_page(sqlite_world)
    tab = Tab(web_app(sqlite_world))
    tab.show(tab.client.get("/")).show(tab.client.get(PATH))
    assert tab.step == "page/front"
    assert hand_in(tab)


@pytest.mark.slow
def test_the_browser_of_who_is_signed_in_brings_nothing_of_that_to_the_page(
    chromium: Browser, site: Site
) -> None:
    """As a real browser sends it to the real command, for somebody who works in Baken meanwhile."""
    port, world = free_port(), site.world
    office, reports = f"http://127.0.0.1:{port}", f"http://localhost:{port}"
    set_page(world)
    world.desk.address = office
    world.clock.forward(seconds=(datetime.now(UTC) - world.clock()).total_seconds())  # a link is short-lived
    ticket = url_on(world.walk("coordinator", "slack").do("web", "open"))
    settings = {
        "DATABASE_URL": world.main,
        "KEYS_DATABASE_URL": world.keys,
        "BAKEN_MASTER_KEYS": world.master,
    }
    settings |= {"BAKEN_URL": office, "BAKEN_REPORT_URL": reports}
    sent: list[tuple[str, dict[str, str]]] = []
    with (
        running_server(["-m", "handlers.cli", "serve"], settings, port=port),
        chromium.new_context(java_script_enabled=False) as context,
    ):
        page = context.new_page()
        context.on("request", lambda request: sent.append((request.url, request.all_headers())))
        page.goto(ticket)
        page.locator("main button").first.click()
        page.goto(f"{office}/?lang=nl")
        assert context.cookies(office) and not context.cookies(reports)
        page.goto(f"{reports}{PATH}?lang=nl")
        send_a_report(page)
        assert "Bewaar je code" in page.inner_text("main")
    to_office = [headers for url, headers in sent if url.startswith(office)]
    to_reports = [headers for url, headers in sent if url.startswith(reports)]
    assert any("cookie" in headers for headers in to_office), "this looks at what browsers send"
    assert len(to_reports) > 8 and not [one for one in to_reports if "cookie" in one]
    assert not [one for one in to_reports if office in one.get("referer", "")]
