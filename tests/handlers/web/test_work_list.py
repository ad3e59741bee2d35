"""The work list on the web: a table at an address of its own, and one report beside it, without script."""

import pytest
from playwright.sync_api import Browser, expect

from bot.reports.work_list_screens import Chosen
from handlers.web.work_list import asked_for
from storage import reports
from tests.handlers.web.browsing import Browsing
from tests.handlers.web.conftest import Site, web_app
from tests.handlers.web.tab import Tab
from tests.handlers.web.test_accessibility import violations
from tests.support.accessibility import TOO_SMALL, TOO_WIDE
from tests.support.world import Reported, World


def cells(tab: Tab) -> list[list[str]]:
    """The table as it is read: number, theme, what is needed now, received, handler."""
    return [[" ".join(td.text_content().split()) for td in tr] for tr in tab.page.xpath("//tbody/tr")]


def links(tab: Tab) -> dict[str, str]:
    return {a.text_content().strip(): a.get("href") for a in tab.page.xpath("//main//a")}


def go(tab: Tab, address: str) -> Tab:
    return tab.show(tab.client.get(address))


def several(world: World) -> list[Reported]:
    made = []
    for theme in ("drugs", "cyber", "drugs"):
        made.append(world.report(theme=theme))
        world.clock.forward(days=2)
    return made


@pytest.fixture
def tab(sqlite_world: World) -> Tab:
    return Tab(web_app(sqlite_world))


def test_a_button_to_the_list_leads_to_its_address(sqlite_world: World, tab: Tab) -> None:
    reported = several(sqlite_world)
    tab.open("coordinator").press("casework/open")
    assert tab.response.url.path == "/reports"
    assert [line[0] for line in cells(tab)] == [f"{one.number} Nieuw" for one in reported]
    assert all("Eerste antwoord uiterlijk" in line[2] for line in cells(tab))
    here = str(tab.response.url)
    assert cells(go(tab, here)) == cells(Tab(web_app(sqlite_world)).show(tab.client.get(here)))
    for one in reported:
        assert one.number not in here and one.id not in here


def test_views_orders_and_pages_are_addresses(sqlite_world: World, tab: Tab) -> None:
    every = several(sqlite_world)
    tab.open("coordinator").press("casework/open")
    newest = tab.page.xpath("//thead//a[@aria-label='Nieuwste bovenaan']/@href")[0]
    assert [line[0][:7] for line in cells(go(tab, newest))] == [one.number for one in reversed(every)]
    assert tab.page.xpath("//th[@aria-sort='descending']")[0].text_content().strip().startswith("Ontvangen")
    oldest = tab.page.xpath("//thead//a[@aria-label='Oudste bovenaan']/@href")[0]
    assert [line[0][:7] for line in cells(go(tab, oldest))] == [one.number for one in every]
    sqlite_world.clock.forward(days=4)
    go(tab, "/reports?who=coordinator&lang=nl&sort=newest")
    late = next(href for label, href in links(tab).items() if label.startswith("Te laat"))
    assert "view=late" in late and "sort=newest" in late
    assert [line[0][:7] for line in cells(go(tab, late))] == [every[1].number, every[0].number]
    for _ in range(20):
        sqlite_world.report("employee2")
    go(tab, "/reports?who=coordinator&lang=nl")
    assert len(cells(tab)) == 20
    assert len(cells(go(tab, links(tab)["Volgende"]))) == 3
    assert len(cells(go(tab, links(tab)["Vorige"]))) == 20


def test_a_report_opens_beside_the_list_that_it_was_on(sqlite_world: World, tab: Tab) -> None:
    first, _, third = several(sqlite_world)
    go(tab, "/reports?who=coordinator&lang=nl&theme=drugs&sort=newest")
    tab.press(f"casework/show/{first.id}")
    assert tab.step == "casework/report" and first.number in tab.text
    assert [line[0].split()[0] for line in cells(tab)] == [third.number, first.number]
    tab.press("casework/form/answer")
    assert [line[0].split()[0] for line in cells(tab)] == [third.number, first.number]
    tab.press("casework/save", {"message": ""})
    assert tab.step.startswith("casework/answer") and tab.error("message")
    tab.press("casework/save", {"message": "We kijken ernaar."})
    assert tab.step == "casework/report" and "We kijken ernaar." in tab.text
    tab.press("language/en")
    assert tab.step == "casework/report" and tab.page.get("lang") == "en"
    tab.press("casework/next")
    assert third.number in tab.text or tab.step == "casework/list"


def test_searching_leads_to_the_report_or_to_the_list_at_its_address(sqlite_world: World, tab: Tab) -> None:
    first, second, third = several(sqlite_world)
    tab.open("coordinator").press("casework/open").press("casework/filter")
    tab.press("casework/find", {"number": second.number})
    assert tab.step == "casework/report" and second.number in tab.title
    go(tab, "/reports?who=coordinator&lang=nl").press("casework/filter")
    tab.press("casework/find", {"number": "AAA-AAA"})
    assert tab.field("number") == "AAA-AAA" and tab.error("number")
    tab.press("casework/find", {"number": "", "theme": "drugs"})
    assert "theme=drugs" in str(tab.response.url)
    assert [line[0][:7] for line in cells(tab)] == [first.number, third.number]


@pytest.mark.parametrize("who", ["employee", "privacy", "", "nobody"])
def test_whoever_handles_no_reports_gets_a_sentence(sqlite_world: World, tab: Tab, who: str) -> None:
    reported = sqlite_world.report()
    response = tab.client.get(f"/reports?lang=nl&who={who}&view=late")
    assert reported.number not in response.text
    assert "casework/show" not in response.text and "mag" in response.text


def test_an_address_of_nonsense_is_the_list() -> None:
    assert (
        asked_for({"view": "x", "theme": "../..", "days": "9e9", "sort": ":", "skip": "-1"}).argument
        == "open:0"
    )
    assert asked_for({"view": "late", "theme": "drugs", "skip": "40"}).argument == "late.drugs:40"
    assert asked_for({"step": "weight"}) == Chosen(step="weight")
    assert asked_for({"step": "weight.x"}) == asked_for({"step": "nowhere"}) == Chosen()


def test_a_step_is_part_of_the_address_and_everything_clears_it(sqlite_world: World, tab: Tab) -> None:
    first, second, third = several(sqlite_world)
    with sqlite_world.unit() as session:
        for one in (first, second):
            reports.change(session, one.id, step="weight")
    tab.open("coordinator").press("casework/open").press("casework/filter")
    tab.press("casework/find", {"step": "weight"})
    here = str(tab.response.url)
    assert "step=weight" in here
    assert [line[0][:7] for line in cells(tab)] == [first.number, second.number]
    every = links(tab)
    assert "Nieuw voor jou (2)" in every and "step=weight" in every["Nieuw voor jou (2)"]
    newest = tab.page.xpath("//thead//a[@aria-label='Nieuwste bovenaan']/@href")[0]
    assert [line[0][:7] for line in cells(go(tab, newest))] == [second.number, first.number]
    tab.press(f"casework/show/{second.id}")
    assert [line[0].split()[0] for line in cells(tab)] == [second.number, first.number]
    go(tab, here).press("casework/filter")
    assert tab.field("step") == "weight"
    assert "step" not in links(go(tab, here))["Alles laten zien"]
    assert [line[0][:7] for line in cells(go(tab, links(tab)["Alles laten zien"]))] == [
        one.number for one in (first, second, third)
    ]


def test_another_site_cannot_open_the_list(sqlite_world: World, tab: Tab) -> None:
    sqlite_world.report()
    answer = tab.client.get("/reports?who=coordinator", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.browser
@pytest.mark.parametrize("locale", ["nl", "en"])
@pytest.mark.parametrize("width", [1280, 320])
def test_the_list_and_a_report_beside_it_in_a_browser(
    chromium: Browser, running_demo: Site, locale: str, width: int
) -> None:
    for theme in ("drugs", "cyber", "property"):
        running_demo.world.report("employee", theme=theme)
    page = chromium.new_page(viewport={"width": width, "height": 800})
    tab = Browsing(page, running_demo.url)
    tab.open("coordinator", locale)
    tab.press("casework/open")
    page.locator(".reports button").first.wait_for()
    assert violations(page) == []
    assert not page.evaluate(TOO_WIDE) and page.evaluate(TOO_SMALL) == []
    address, button = page.url, page.locator(".reports button").first
    number, lines = button.inner_text(), page.locator(".reports tbody tr").count()
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(number)
    assert violations(page) == []
    assert not page.evaluate(TOO_WIDE) and page.evaluate(TOO_SMALL) == []
    beside = page.locator(".beside").bounding_box()
    one = page.locator(".one").bounding_box()
    assert beside and one and (beside["x"] < one["x"]) == (width == 1280)
    page.go_back()
    assert page.url == address and page.locator(".reports tbody tr").count() == lines
    page.close()


def test_what_is_searched_for_is_in_no_address(sqlite_world: World, tab: Tab) -> None:
    first, *_ = several(sqlite_world)
    sqlite_world.walk("handler").do("casework", "show", first.id)
    go(tab, "/reports?who=coordinator&lang=nl&theme=drugs").press("casework/filter")
    tab.press("casework/find", {"text": "Busje gemeentehuis"})
    assert tab.step == "casework/found" and "Gezocht naar: Busje gemeentehuis" in tab.text
    assert first.number in tab.text and "Gevonden: 2." in tab.text
    links_and_forms = tab.page.xpath("//@href | //@action")
    assert not any(
        "usje" in one or "gemeentehuis" in one for one in (str(tab.response.url), *links_and_forms)
    )
    tab.press(f"casework/show/{first.id}")
    tab.press("casework/found")
    assert tab.step == "casework/found" and "Gevonden: 2." in tab.text


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 320])
def test_what_is_found_and_seen_before_fits_and_can_be_read_aloud(
    chromium: Browser, running_demo: Site, width: int
) -> None:
    for story in ("Kenteken 1-ABC-23.", "Weer 1ABC23, en ook 06-12345678."):
        running_demo.world.report("employee", story=story)
    page = chromium.new_page(viewport={"width": width, "height": 800})
    one = Browsing(page, running_demo.url)
    one.open("coordinator")
    for words in ("casework/open", "casework/filter"):
        one.press(words)
    one.fill({"text": "1-abc-23"})
    one.press("casework/find")
    expect(page.locator("h1")).to_have_text("Gevonden")
    assert violations(page) == [] and not page.evaluate(TOO_WIDE) and page.evaluate(TOO_SMALL) == []
    page.locator(".one button[value^='casework/show']").first.click()
    expect(page.locator("h2", has_text="Eerder gezien?")).to_be_visible()
    assert violations(page) == [] and not page.evaluate(TOO_WIDE) and page.evaluate(TOO_SMALL) == []
    page.close()
