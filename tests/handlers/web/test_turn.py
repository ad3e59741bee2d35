"""Very many come to the page for who has no account: who sends waits for a turn, and loses nothing."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count

import pytest
from playwright.sync_api import Browser, Page

from bot.foundation.limits import Bucket, Limits, neighbourhood
from bot.foundation.remembered import Common
from bot.reports import turns
from handlers.web import turn
from tests.handlers.web.browsing import send_a_report
from tests.handlers.web.conftest import let_play, web_app
from tests.handlers.web.tab import Tab
from tests.handlers.web.test_public_page import PATH, doorstep, hand_in, set_page
from tests.support.accessibility import found
from tests.support.slack_town import listening as serving
from tests.support.world import World

ONCE_A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def flooded(sqlite_world: World) -> World:
    """A page on which one report after another goes at once, and then one a minute."""
    set_page(sqlite_world)
    narrow(sqlite_world.desk.limits)
    hand_in(doorstep(sqlite_world, "198.51.100.1"))
    return sqlite_world


def narrow(limits: Limits) -> None:
    for name in limits.public_lines:
        limits.public_lines[name] = Bucket(room=1, each=ONCE_A_MINUTE)


def to_the_review(tab: Tab) -> Tab:
    given = {"kind": "signal", "identity": "anonymous", "theme": "drugs", "story": "Een busje."}
    tab.press("page/begin")
    while tab.step != "report/review":
        asked = {name: value for name, value in given.items() if tab.page.xpath(f"//*[@id='f-{name}']")}
        tab.press("report/answer", asked)
    return tab


def sent(world: World, client: str = "198.51.100.2", host: str = "melden.example") -> Tab:
    return to_the_review(doorstep(world, client, host)).press("report/send")


def frame(tab: Tab) -> str:
    return str(tab.page.xpath("//iframe/@src")[0])


def test_who_sends_waits_and_gets_their_receipt_when_it_is_their_turn(flooded: World) -> None:
    tab = sent(flooded)
    assert tab.step == "report/turn" and "nog niet verstuurd" in tab.text
    assert tab.press("report/send").step == "report/turn"
    flooded.clock.forward(seconds=62)
    assert tab.press("report/send").step == "report/receipt"


def test_nothing_is_lost_and_the_place_stays_theirs_who_look_it_over_once_more(flooded: World) -> None:
    tab = sent(flooded)
    before = frame(tab)
    tab.press("report/edit/review")
    assert tab.step == "report/review" and "Een busje." in tab.text
    flooded.clock.forward(seconds=30)
    assert frame(tab.press("report/send")) == before


def test_the_place_looks_again_by_itself_and_tells_when_the_turn_has_come(flooded: World) -> None:
    tab = sent(flooded)
    before = tab.page
    tab.show(tab.client.get(frame(tab)))
    assert "nog ongeveer 1 melding voor je" in tab.text
    assert 5 <= int(tab.page.xpath("//meta[@http-equiv='refresh']/@content")[0]) <= 30
    still = tab.page.xpath("//a/@href")[0]
    assert not Tab.show(tab, tab.client.get(still)).page.xpath("//meta[@http-equiv]")
    flooded.clock.forward(seconds=62)
    tab.show(tab.client.get(before.xpath("//iframe/@src")[0]))
    assert "Je bent aan de beurt" in tab.text and not tab.page.xpath("//meta[@http-equiv] | //a")


@pytest.mark.parametrize("at", ["", "x", "-1", "9" * 400, "9999999999", "٣", "1e9"])
def test_whatever_stands_in_the_address_of_a_frame_is_answered(flooded: World, at: str) -> None:
    client = doorstep(flooded).client
    answer = client.get(f"{PATH}/beurt", params={"at": at, "line": at, "lang": "en"})
    assert answer.status_code == 200 and ("your turn" in answer.text or "before yours" in answer.text)
    assert client.get("/melden/elders/beurt").status_code == 404


def test_only_the_page_that_waits_may_have_a_frame_and_our_script(flooded: World) -> None:
    tab = doorstep(flooded, "198.51.100.2")
    assert "script-src" not in tab.response.headers[turn.POLICY]
    to_the_review(tab).press("report/send")
    policy = tab.response.headers[turn.POLICY]
    assert "script-src 'self'; frame-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert tab.page.xpath("//script/@src") == ["/static/turn.js"] and "unsafe" not in policy
    within = tab.client.get(frame(tab)).headers
    assert "frame-ancestors 'self'" in within[turn.POLICY] and "script-src" not in within[turn.POLICY]
    token = tab.page.xpath("//input[@name='_token']/@value")[0]
    assert token not in frame(tab)


def solved(tab: Tab) -> str:
    puzzle, bits = (tab.page.xpath(f"//iframe/@data-{name}")[0] for name in ("puzzle", "bits"))
    return next(str(n) for n in count() if turns.is_proof(puzzle, int(bits), str(n)))


@pytest.fixture
def easy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "EASIEST", 8)
    monkeypatch.setattr(turns, "HARDEST", 10)


@pytest.mark.usefixtures("easy")
def test_who_proves_some_work_goes_sooner_once(flooded: World) -> None:
    first, second = sent(flooded, "198.51.100.2"), sent(flooded, "198.51.100.3")
    assert second.press("report/send", {"proof": solved(second)}).step == "report/receipt"
    proof = solved(first)
    assert first.press("report/send", {"proof": proof}).step == "report/turn"
    assert first.page.xpath("//iframe/@data-puzzle") == [""]
    before = frame(first)
    assert frame(first.press("report/send", {"proof": proof})) == before


@pytest.mark.usefixtures("easy")
@pytest.mark.parametrize("proof", ["", "x", "-1", "0x1", "1" * 4_000, "٣", "1.5"])
def test_what_proves_nothing_changes_nothing(flooded: World, proof: str) -> None:
    tab = sent(flooded)
    before = frame(tab)
    assert frame(tab.press("report/send", {"proof": proof})) == before


@pytest.mark.usefixtures("easy")
def test_a_puzzle_that_was_left_for_long_is_another_one(flooded: World) -> None:
    for name in flooded.desk.limits.public_lines:
        flooded.desk.limits.public_lines[name] = Bucket(room=1, each=timedelta(minutes=20))
    hand_in(doorstep(flooded, "198.51.100.4"))
    tab = sent(flooded)
    proof, before = solved(tab), tab.page.xpath("//iframe/@data-puzzle")
    flooded.clock.forward(minutes=16)
    assert tab.press("report/send", {"proof": proof}).step == "report/turn"
    assert tab.page.xpath("//iframe/@data-puzzle") not in (before, [""])


def test_a_proof_is_what_a_browser_computes() -> None:
    number = next(n for n in count() if hashlib.sha256(f"ab:{n}".encode()).hexdigest().startswith("000"))
    assert turns.is_proof("ab", 12, str(number)) and not turns.is_proof("ac", 12, str(number))
    assert not turns.is_proof("", 0, "1")


def test_no_proof_lets_a_network_send_more_than_others(flooded: World) -> None:
    limits = flooded.desk.limits
    limits.public_reports = Bucket(room=1, each=timedelta(minutes=10))
    sent(flooded)
    tab = sent(flooded)
    turns_moment = int(re.search(r"at=(\d+)", frame(tab))[1])  # type: ignore[index]
    assert turns_moment >= flooded.clock().timestamp() + 600
    assert tab.page.xpath("//iframe/@data-puzzle") == [""], "no work is asked for that does not help"
    assert tab.press("report/send", {"proof": "1"}).step == "report/turn"


def test_who_was_not_here_within_the_hour_goes_before_who_was(sqlite_world: World) -> None:
    set_page(sqlite_world)
    lines = sqlite_world.desk.limits.public_lines
    lines["again"] = Bucket(room=1, each=timedelta(minutes=10))
    for _ in range(2):  # the first as a newcomer, the second for who was here
        hand_in(doorstep(sqlite_world, "198.51.100.1"))
    assert sent(sqlite_world, "198.51.100.1").step == "report/turn"
    assert sent(sqlite_world, "198.51.100.2").step == "report/receipt"
    assert sent(sqlite_world, "2001:db8:1:1::1").step == "report/receipt"
    assert sent(sqlite_world, "2001:db8:1:2::1").step == "report/turn", "the same customer"


def test_a_flood_on_one_organisation_makes_nobody_of_another_wait() -> None:
    limits, now = Limits(), datetime.fromisoformat("2026-03-10T09:00:00+00:00")
    for _ in range(1_000):
        limits.public_lines["first"].reserve("first/a", now, turns.LONGEST)
        limits.public_reports.reserve("a/192.0.2.1", now, turns.LONGEST)
    assert limits.public_lines["first"].wait("first/a", now) > timedelta(minutes=1)
    assert not limits.public_lines["first"].wait("first/b", now)
    assert limits.public_reports.take("b/192.0.2.1", now)


def test_over_an_onion_service_people_have_a_line_of_their_own_with_an_end(flooded: World) -> None:
    host = "abcdefghij.onion"
    flooded.desk.limits.public_lines["onion"] = Bucket(room=1, each=timedelta(minutes=40))
    hand_in(doorstep(flooded, "127.0.0.1", host))
    assert sent(flooded, "127.0.0.1", host).step == "report/turn"
    full = sent(flooded, "127.0.0.1", host)
    assert full.step == "report/review" and "wachtrij vol" in full.text and "Een busje." in full.text
    flooded.clock.forward(minutes=5)
    assert sent(flooded, "203.0.113.9").step == "report/receipt"


def test_the_line_of_a_network_has_an_end_and_nothing_is_lost_there(flooded: World) -> None:
    flooded.desk.limits.public_reports = Bucket(room=1, each=timedelta(hours=1))
    sent(flooded)
    full = sent(flooded)
    assert full.step == "report/review" and "netwerk" in full.text and "Een busje." in full.text


def test_a_turn_outlives_a_restart_and_is_the_same_for_every_worker(flooded: World) -> None:
    tab = sent(flooded)
    before = frame(tab)
    flooded.desk.limits = Limits(Common)
    assert frame(tab.press("report/send")) == before
    flooded.clock.forward(seconds=62)
    assert tab.press("report/send").step == "report/receipt"


def test_workers_count_the_turns_together() -> None:
    limits, now = Limits(Common), datetime.fromisoformat("2026-03-10T09:00:00+00:00")
    given = [limits.public_lines["again"].reserve("again/a", now, turns.LONGEST) for _ in range(500)]
    taken = [one for one in given if one]
    assert taken[0] == taken[119] == now < taken[120] < taken[-1] <= now + turns.LONGEST
    assert given[-1] is None and len(taken) == 120 + turns.LONGEST // timedelta(seconds=10)
    assert not limits.public_lines["first"].wait("first/a", now)


def test_forms_that_are_thrown_away_have_a_pace_and_a_newcomer_begins_at_once(sqlite_world: World) -> None:
    set_page(sqlite_world)
    sqlite_world.desk.limits.public_forms = Bucket(room=1, each=ONCE_A_MINUTE)
    tabs = [doorstep(sqlite_world, "198.51.100.1").press("page/begin") for _ in range(3)]
    assert [tab.step for tab in tabs] == ["report/start", "report/start", "menu/sorry"]
    assert doorstep(sqlite_world, "198.51.100.2").press("page/begin").step == "report/start"


@pytest.mark.parametrize(
    ("network", "of"),
    [("192.0.2.1", "192.0.2.1"), ("2001:db8:1:2::/64", "2001:db8:1::/48"), ("", ""), ("onion", "onion")],
)
def test_who_has_very_many_networks_of_their_own_counts_once(network: str, of: str) -> None:
    assert neighbourhood(network) == of


@contextmanager
def listening(world: World) -> Iterator[str]:
    """The page of the demo, for a real browser; gives its address."""
    with serving(web_app(let_play(world))) as port:
        yield f"http://127.0.0.1:{port}"


def go_to_send(page: Page, url: str, width: int = 320) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{url}{PATH}?lang=nl")
    send_a_report(page)


def test_a_browser_with_script_solves_the_puzzle_and_goes_by_itself(
    flooded: World, chromium: Browser, easy: None
) -> None:
    with listening(flooded) as url, chromium.new_context() as context:
        page, errors = context.new_page(), list[str]()
        page.on("console", lambda said: errors.append(said.text))
        go_to_send(page, url)
        page.get_by_role("heading", name="Bewaar je code").wait_for()
        assert errors == [], "nothing that the policy refused"


def test_a_browser_without_script_waits_in_words_and_sends_at_its_turn(
    flooded: World, chromium: Browser
) -> None:
    with listening(flooded) as url, chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        go_to_send(page, url)
        inside = page.frame_locator("iframe")
        inside.get_by_text("nog ongeveer 1 melding voor je").wait_for()
        assert not page.locator("#working, #going").first.is_visible()
        inside.get_by_role("link", name="Zet stil").click()
        inside.get_by_text("Dit staat stil").wait_for()
        flooded.clock.forward(seconds=62)
        inside.get_by_role("link", name="Kijk opnieuw").click()
        inside.get_by_text("Je bent aan de beurt").wait_for()
        page.get_by_role("button", name="Versturen").click()
        page.get_by_role("heading", name="Bewaar je code").wait_for()


def test_the_page_that_waits_and_its_frame_have_nothing_against_them(
    flooded: World, chromium: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "EASIEST", 30)
    monkeypatch.setattr(turns, "HARDEST", 30)
    with listening(flooded) as url, chromium.new_context(bypass_csp=True) as context:
        page = context.new_page()
        go_to_send(page, url)
        page.locator("#working").wait_for()
        assert found(page) == []
        wide = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wide)
        address = page.locator("iframe").get_attribute("src")
        page.goto(f"{url}{address}&still=1")
        assert found(page) == [] and not page.evaluate(wide)
