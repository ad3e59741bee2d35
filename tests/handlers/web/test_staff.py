"""Staff on the web: the link from chat works once and soon, and the session it opens is theirs and short."""

import re

import pytest
from playwright.sync_api import Browser
from sqlmodel import select

from bot import housekeeping
from bot.files.orders import Made
from bot.foundation.context import Visitor
from bot.foundation.screen import FileOrder, Link, Screen
from handlers.web.forms import FORM
from handlers.web.staff import SAFE
from storage import audit, organisations, people
from storage.tables.directory import ChatAddress, Person
from storage.tables.pending import PendingEntry
from storage.tables.reports import Report
from storage.tables.sessions import StaffSession
from tests.handlers.web.conftest import web_app
from tests.handlers.web.tab import Tab
from tests.handlers.web.test_accessibility import Shelf, violations
from tests.support.accessibility import TOO_SMALL, TOO_WIDE
from tests.support.world import TEAM, Walk, World, slack_id

ADDRESS = "https://baken.example"
SAME = {"sec-fetch-site": "same-origin"}


def url_on(screen: Screen) -> str:
    return next(part.url for part in screen.body if isinstance(part, Link))


def link(world: World, who: str = "coordinator", locale: str = "nl") -> str:
    """The link that somebody gets in Slack."""
    world.desk.address = ADDRESS
    return url_on(world.walk(who, "slack", locale).do("web", "open"))


def tab_of(world: World, make: object = None) -> Tab:
    """A browser in which nobody is logged in."""
    world.desk.address = ADDRESS
    app = web_app(world, demo=False, make=make)  # type: ignore[arg-type]
    return Tab(app, client=("192.0.2.7", 4711), address=ADDRESS)


def use(tab: Tab, url: str) -> Tab:
    """Opens a link and presses its button."""
    tab.show(tab.client.get(url, headers={"sec-fetch-site": "cross-site"}))
    return tab.show(tab.client.post(url, headers={"content-type": FORM} | SAME))


def come(world: World, who: str = "coordinator", locale: str = "nl") -> Tab:
    """A browser in which somebody came in."""
    return use(tab_of(world), link(world, who, locale))


def cookie(tab: Tab) -> str:
    return str(tab.client.cookies[SAFE])


def test_staff_go_on_on_the_web_as_themselves(world: World) -> None:
    tab = tab_of(world)
    url = link(world, "coordinator", "en")
    assert "Coördinator Een" in tab.show(tab.client.get(url)).text and tab.response.status_code == 200
    assert tab.page.xpath("//form[@method='post']//button") and not tab.client.cookies
    use(tab, url)
    assert tab.step == "menu/home" and tab.page.get("lang") == "en"
    assert "You are here as Coördinator Een" in tab.text
    assert tab.press("casework/open").step == "casework/list"


def test_the_cookie_is_for_this_site_and_no_script(sqlite_world: World) -> None:
    tab = tab_of(sqlite_world)
    url = link(sqlite_world)
    answer = tab.client.post(url, headers={"content-type": FORM} | SAME, follow_redirects=False)
    kept = answer.headers["set-cookie"]
    assert kept.startswith("__Host-baken=") and answer.headers["location"] == "/?lang=nl"
    for word in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert word in kept
    assert "Domain" not in kept and "Max-Age" not in kept and "expires" not in kept.lower()


def test_a_scanner_that_opens_the_link_uses_nothing_up(sqlite_world: World) -> None:
    url = link(sqlite_world)
    scanner = tab_of(sqlite_world)
    for _ in range(3):
        assert scanner.client.get(url).status_code == scanner.client.head(url).status_code == 200
    assert not scanner.client.cookies
    assert use(tab_of(sqlite_world), url).step == "menu/home"


def test_a_link_works_once(world: World) -> None:
    url = link(world)
    assert use(tab_of(world), url).step == "menu/home"
    again = use(tab_of(world), url)
    assert again.response.status_code == 410 and "werkt niet meer" in again.text
    assert not again.client.cookies


def test_a_link_works_for_ten_minutes(sqlite_world: World) -> None:
    url = link(sqlite_world)
    sqlite_world.clock.forward(minutes=10, seconds=1)
    late = use(tab_of(sqlite_world), url)
    assert late.response.status_code == 410 and not late.client.cookies


@pytest.mark.parametrize("ticket", ["x" * 43, "é", "%00", "a" * 5_000])
def test_a_guessed_link_opens_nothing(sqlite_world: World, ticket: str) -> None:
    tab = use(tab_of(sqlite_world), f"{ADDRESS}/in/{ticket}")
    assert tab.response.status_code == 410 and not tab.client.cookies


def test_the_ticket_of_another_dialogue_is_no_link(sqlite_world: World) -> None:
    walk = sqlite_world.walk("coordinator", "slack")
    walk.begin()
    assert use(tab_of(sqlite_world), f"{ADDRESS}/in/{walk.screen.token}").response.status_code == 410


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "null"}, {}])
def test_another_site_cannot_press_the_button(sqlite_world: World, headers: dict[str, str]) -> None:
    url, tab = link(sqlite_world), tab_of(sqlite_world)
    assert tab.client.post(url, headers={"content-type": FORM} | headers).status_code == 403
    assert use(tab, url).step == "menu/home"


def test_an_older_browser_can_press_it(sqlite_world: World) -> None:
    url, tab = link(sqlite_world), tab_of(sqlite_world)
    assert tab.client.get(url).headers["referrer-policy"] == "same-origin"
    tab.show(tab.client.post(url, headers={"content-type": FORM, "origin": ADDRESS}))
    assert tab.step == "menu/home" and tab.response.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "null"}, {}]
)
def test_another_site_can_do_nothing_in_a_session(sqlite_world: World, headers: dict[str, str]) -> None:
    tab = come(sqlite_world)
    body = "_do=people/open"
    answer = tab.client.post("/", content=body, headers={"content-type": FORM} | headers)
    assert answer.status_code == 403


@pytest.mark.both
def test_whoever_logs_out_is_out_also_with_a_stolen_cookie(world: World) -> None:
    tab = come(world)
    stolen = cookie(tab)
    thief = tab_of(world)
    thief.client.cookies.set(SAFE, stolen, domain="baken.example", path="/")
    assert thief.open().step == "menu/home"
    tab.show(tab.client.post("/out", headers={"content-type": FORM} | SAME))
    assert "uitgelogd" in tab.text and SAFE not in tab.client.cookies
    thief.client.cookies.set(SAFE, stolen, domain="baken.example", path="/")
    assert "Je bent uitgelogd" in thief.open().text
    assert thief.send([("_do", "casework/open")]).response.status_code == 403


@pytest.mark.parametrize(
    "made", ["{0}x", "x{0}", "{0}.", "{1}", "{1}.{2}", "..", "{1}.x.{3}", "{1}.{2}.é", "{0}"]
)
def test_a_cookie_that_is_not_ours_opens_nothing(sqlite_world: World, made: str) -> None:
    good = cookie(come(sqlite_world))
    tab = tab_of(sqlite_world)
    sent = {"cookie": f"{SAFE}={made.format(good, *good.split('.'))}".encode()}
    ours = made in ("{0}", "{0}.")
    assert ("Coördinator Een" in tab.show(tab.client.get("/", headers=sent)).text) == ours


def test_nobody_can_make_a_session_look_used(sqlite_world: World) -> None:
    token, at, mark = cookie(come(sqlite_world)).split(".")
    sqlite_world.clock.forward(minutes=21)
    tab = tab_of(sqlite_world)
    tab.client.cookies.set(SAFE, f"{token}.{int(at) + 1200}.{mark}", domain="baken.example", path="/")
    assert "Je bent uitgelogd" in tab.open().text


def test_twenty_minutes_of_nothing_end_a_session(sqlite_world: World) -> None:
    tab = come(sqlite_world)
    for _ in range(2):
        sqlite_world.clock.forward(minutes=19)
        assert tab.open().step == "menu/home"
    sqlite_world.clock.forward(minutes=20, seconds=1)
    assert "Je bent uitgelogd" in tab.open().text
    assert "Volg je melding" in tab.open().text  # and from then on it is a browser like any other


def test_an_hour_ends_a_session_however_much_it_is_used(sqlite_world: World) -> None:
    tab = come(sqlite_world)
    for _ in range(5):
        sqlite_world.clock.forward(minutes=11)
        assert tab.open().step == "menu/home"
    sqlite_world.clock.forward(minutes=6)
    assert "Je bent uitgelogd" in tab.open().text


def test_what_was_typed_is_given_back_when_the_session_is_over(sqlite_world: World) -> None:
    tab = come(sqlite_world).reach("story")
    before = tab.pressed("report/answer", {"story": "Elke nacht een busje."})
    sqlite_world.clock.forward(minutes=30)
    tab.send(before)
    assert tab.response.status_code == 403 and "Elke nacht een busje." in tab.text
    use(tab, link(sqlite_world))
    assert tab.send(before).step == "report/circumstances"


def test_a_new_link_ends_the_session_before(sqlite_world: World) -> None:
    first, second = come(sqlite_world), come(sqlite_world)
    assert "Je bent uitgelogd" in first.open().text and second.open().step == "menu/home"


def test_somebody_else_in_the_same_browser_ends_the_session_before(sqlite_world: World) -> None:
    tab = come(sqlite_world)
    use(tab, link(sqlite_world, "handler"))
    assert "Behandelaar Een" in tab.text
    with sqlite_world.reading() as session:
        assert len(session.exec(select(StaffSession)).all()) == 1


@pytest.mark.parametrize("change", ["leaves", "loses the role", "another address"])
def test_who_may_no_longer_come_is_out_at_once(sqlite_world: World, change: str) -> None:
    world = sqlite_world
    tab, later = come(world, "handler"), link(world, "handler")
    with world.unit() as session:
        if change == "leaves":
            session.get_one(Person, world.people["handler"]).active = False
        elif change == "loses the role":
            people.take_roles(session, "directory")
        else:
            session.delete(session.get_one(ChatAddress, ("slack", TEAM, slack_id("handler"))))
    assert tab.send([("_do", "casework/open")]).response.status_code == 403
    assert "Je bent uitgelogd" in tab.text
    assert use(tab_of(world), later).response.status_code == 410


@pytest.mark.parametrize("who", ["employee", "employee2"])
def test_who_only_reports_gets_no_link(sqlite_world: World, who: str) -> None:
    sqlite_world.desk.address = ADDRESS
    walk = sqlite_world.walk(who, "slack")
    assert ("web", "open") not in {(a.dialogue, a.name) for a in walk.do("menu", "open").actions}
    assert walk.do("web", "open").step == "sorry"


def test_without_an_address_there_are_no_links(sqlite_world: World) -> None:
    walk = sqlite_world.walk("coordinator", "slack")
    assert ("web", "open") not in {(a.dialogue, a.name) for a in walk.do("menu", "open").actions}
    assert walk.do("web", "open").step == "sorry"
    tab = Tab(web_app(sqlite_world, demo=False), client=("192.0.2.7", 4711), address=ADDRESS)
    assert tab.client.get("/in/x").status_code == tab.client.get("/file").status_code == 404


def test_a_session_reaches_its_own_organisation_alone(world: World) -> None:
    other = world.add_organisation("elders", "Elders")
    with world.unit() as session:
        organisations.link(session, other.id, "slack", "T0ELSE")
        stranger = people.add(session, other.id, "Coördinator Elders")
        people.give_address(session, stranger, "slack", "T0ELSE", "U0ELSE")
        people.give_role(session, stranger, "coordinator")
    reported = world.report(platform="slack")
    world.desk.address = ADDRESS
    walk = Walk(world.desk, Visitor("slack", "T0ELSE", "U0ELSE", "x", known_as="x"))
    tab = use(tab_of(world), url_on(walk.do("web", "open")))
    assert "Elders" in tab.text and "Voorbeeldstad" not in tab.text
    tab.send([("_do", f"casework/show/{reported.id}")])
    assert "Deze melding kun je niet openen" in tab.text and reported.number not in tab.text
    assert reported.number not in tab.open().press("casework/open").text
    begun = tab.open().press("report/begin")
    assert not begun.page.xpath("//*[@name='organisation']")


def test_roles_count_in_a_session_as_in_chat(sqlite_world: World) -> None:
    for who, may, may_not in (
        ("privacy", "trail/open", "casework/open"),
        ("handler", "casework/open", "people/open"),
        ("deputy", "casework/open", "account/final"),
    ):
        tab = come(sqlite_world, who)
        assert tab.send([("_do", may)]).step != "menu/sorry"
        assert tab.send([("_do", may_not)]).step == "menu/sorry"


@pytest.mark.both
def test_a_report_from_a_session_names_nobody_unless_asked_to(world: World) -> None:
    """Anonymous is anonymous here too; named and confidential are found under "My reports", as in chat."""
    tab = come(world, "handler2")
    tab.hand_in(story="Een anoniem busje.")
    with world.reading() as session:
        (report,) = session.exec(select(Report)).all()
        told = session.exec(select(PendingEntry.action)).all()
    assert report.identity == "anonymous"
    assert told == ["report.received"]
    assert report.number not in tab.open().press("mine/open").text and tab.step == "mine/list"
    tab.open().hand_in(identity="named", story="Een busje op naam.")
    with world.reading() as session:
        named = session.exec(select(Report).where(Report.identity == "named")).one()
    assert named.number in tab.open().press("mine/open").text
    assert named.number in str(world.walk("handler2", "slack").do("mine", "open"))


def test_nothing_that_somebody_does_in_a_session_touches_its_row(sqlite_world: World) -> None:
    """A row that changed when a report came would say whose it was."""
    tab = come(sqlite_world)

    def kept() -> tuple[object, ...]:
        with sqlite_world.reading() as session:
            (row,) = session.exec(select(StaffSession)).all()
            return (row.token_hash, row.expires_at, row.person_id)

    before = kept()
    sqlite_world.clock.forward(minutes=15)
    tab.hand_in()
    assert kept() == before


def test_the_database_holds_no_token(sqlite_world: World) -> None:
    tab = come(sqlite_world)
    token = cookie(tab).partition(".")[0]
    with sqlite_world.reading() as session:
        (row,) = session.exec(select(StaffSession)).all()
    assert len(token) == 43 and token not in row.token_hash and re.fullmatch("[0-9a-f]{64}", row.token_hash)


def test_coming_and_leaving_are_in_the_audit_trail(sqlite_world: World) -> None:
    tab = come(sqlite_world, "handler")
    tab.client.post("/out", headers={"content-type": FORM} | SAME)
    with sqlite_world.reading() as session:
        entries = audit.entries(session, sqlite_world.organisation.id, 10)
    actor = f"person:{sqlite_world.people['handler']}"
    assert [(e.action, e.actor) for e in entries] == [("web.closed", actor), ("web.opened", actor)]


def test_what_is_over_is_cleared_away(sqlite_world: World) -> None:
    come(sqlite_world)
    sqlite_world.clock.forward(minutes=61)
    housekeeping.sweep(sqlite_world.engine, sqlite_world.vault, sqlite_world.clock())
    with sqlite_world.reading() as session:
        assert session.exec(select(StaffSession)).all() == []


def test_files_are_for_who_is_there(sqlite_world: World) -> None:
    ordered: list[FileOrder] = []

    def make(order: FileOrder) -> Made:
        ordered.append(order)
        return Made("account.xlsx", "application/octet-stream", b"a workbook")

    tab = tab_of(sqlite_world, make)
    asked = {"kind": "account", "argument": "2025-07-01/2025-12-31"}
    assert tab.client.get("/file", params=asked).status_code == 403 and not ordered
    use(tab, link(sqlite_world))
    assert tab.client.get("/file", params=asked, headers=SAME).content == b"a workbook"
    assert tab.client.get("/file", params=asked, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert tab.client.get("/figures", headers=SAME).status_code == 200
    sqlite_world.clock.forward(minutes=61)
    for path in ("/file", "/figures"):
        tab.client.cookies.set(SAFE, "x", domain="baken.example", path="/")
        assert "Je bent uitgelogd" in tab.show(tab.client.get(path, headers=SAME)).text
        assert tab.response.status_code == 403
    assert [order.person_id for order in ordered] == [sqlite_world.people["coordinator"]]


@pytest.mark.parametrize("do", ["menu/home", "casework/open", "report/begin", "language/en"])
def test_a_session_that_is_over_says_so_and_offers_nothing(sqlite_world: World, do: str) -> None:
    tab = come(sqlite_world)
    sqlite_world.clock.forward(minutes=61)
    tab.send([("_do", do), ("_dialogue", "casework"), ("_step", "list")])
    assert tab.response.status_code == 403 and tab.page.xpath("//h1")
    assert SAFE not in tab.client.cookies


def test_a_report_can_be_followed_by_its_code_also_when_the_session_is_over(sqlite_world: World) -> None:
    reported = sqlite_world.report()
    tab = come(sqlite_world)
    sqlite_world.clock.forward(minutes=61)
    tab.send([("_do", "follow/open")]).press("follow/find", {"code": reported.code})
    assert reported.number in tab.text


@pytest.mark.parametrize(("locale", "width"), [("nl", 320), ("en", 1280)])
def test_everybody_can_use_its_pages(chromium: Browser, sqlite_world: World, locale: str, width: int) -> None:
    world = sqlite_world
    tab, url = tab_of(world), link(world, locale=locale)
    pages = {"link": tab.show(tab.client.get(url)).response.text, "menu": use(tab, url).response.text}
    pages["report"] = tab.press("report/begin").response.text
    pages["out"] = tab.client.post(f"/out?lang={locale}", headers={"content-type": FORM} | SAME).text
    pages["gone"] = use(tab, url).response.text
    with chromium.new_context(viewport={"width": width, "height": 800}) as context:
        shelf = Shelf(context.new_page(), pages)
        for name in shelf.walk():
            assert violations(shelf.page) == [], name
            assert not shelf.page.evaluate(TOO_WIDE) and shelf.page.evaluate(TOO_SMALL) == [], name
