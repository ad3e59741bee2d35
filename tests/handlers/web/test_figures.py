"""The page with figures: word for word what the workbook shows, for the coordinator alone."""

from datetime import date, timedelta

import lxml.html
import pytest
from playwright.sync_api import Browser

from bot.account import closing, live
from bot.account.workbook.layout import Chart, Column, Sheet
from bot.files.orders import Asked
from bot.foundation import words
from handlers.web import figures
from storage import audit, organisations, people
from tests.handlers.web.conftest import let_play, web_app
from tests.handlers.web.tab import Tab
from tests.handlers.web.test_accessibility import violations
from tests.support.accessibility import TOO_SMALL, TOO_WIDE
from tests.support.world import World
from tests.support.worlds import furnished

PERIOD = "first=2026-01&last=2026-06"


def fill(world: World) -> None:
    """A few dozen reports of several kinds, some too few to be told apart."""
    for theme, number in (("drugs", 9), ("property", 7), ("cyber", 2)):
        for position in range(number):
            place = str(world.departments["Wmo" if position % 2 else "Toezicht"])
            world.report(f"reporter-{theme}-{position}", theme=theme, department=place)


@pytest.fixture(scope="module")
def sqlite_original(sqlite_original: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    with furnished(sqlite_original, tmp_path_factory.mktemp("filled")) as made:
        fill(let_play(made))
    return made


@pytest.fixture
def tab(sqlite_world: World) -> Tab:
    return Tab(web_app(sqlite_world))


def look(tab: Tab, who: str = "coordinator", query: str = PERIOD) -> Tab:
    return tab.show(tab.client.get(f"/figures?lang=nl&who={who}&{query}"))


def test_it_shows_what_the_workbook_shows_and_nothing_else(sqlite_world: World, tab: Tab) -> None:
    look(tab)
    with sqlite_world.reading() as session:
        person = people.by_id(session, sqlite_world.people["coordinator"])
        home = organisations.by_id(session, sqlite_world.organisation.id)
        assert person and home
        asked = Asked(
            session, sqlite_world.vault, home, person, "2026-01-01/2026-06-30", "nl", sqlite_world.clock()
        )
        book = live.figures(asked)
    shown = [[cell.text_content() for cell in row] for row in tab.page.xpath("//table//tr")]
    rows = [
        [
            f"{value:.0%}" if column.share and isinstance(value, float | int) else str(value)
            for value, column in zip(line, sheet.columns, strict=True)
        ]
        for sheet in book.sheets
        for line in (
            tuple(column.heading for column in sheet.columns),
            *sheet.lines,
            *([sheet.total] if sheet.total else []),
        )
    ]
    as_text = [["" if cell == "None" else cell for cell in row] for row in rows]
    assert [row for row in shown if "%" not in "".join(row)] == [
        row for row in as_text if "%" not in "".join(row)
    ]
    assert len(shown) == len(as_text) > 20
    keys = {dt.text_content(): dd.text_content() for dt, dd in zip(*_keys(tab), strict=True)}
    assert keys == {name: str(number) for name, _, number in book.front.figures}


def _keys(tab: Tab) -> tuple[list[lxml.html.HtmlElement], list[lxml.html.HtmlElement]]:
    return tab.page.xpath("//dl[@class='keys']//dt"), tab.page.xpath("//dl[@class='keys']//strong")


def test_it_is_exact_and_marked_and_the_trail_tells_that_somebody_looked(
    sqlite_world: World, tab: Tab
) -> None:
    """The two reports on cyber stand alone for who has them on the list; the council would not see them."""
    look(tab)
    cells = {row[0]: row for row in ([c.text_content() for c in r] for r in tab.page.xpath("//tr")) if row}
    cyber = words.text("report.themes.cyber", "nl")
    assert "2" in cells[cyber] and "18" in tab.page.xpath("//dl//strong/text()")
    assert words.text("workbook.front.confidential", "nl") in tab.text
    assert words.text("workbook.front.withheld", "nl") in tab.text
    with sqlite_world.reading() as session:
        (entry,) = audit.entries(session, sqlite_world.organisation.id, 1)
    assert (entry.action, entry.actor) == ("account.viewed", f"person:{sqlite_world.people['coordinator']}")
    assert entry.detail == "2026-01 > 2026-06 internal"


def test_half_years_are_chosen_by_name_and_it_says_which_are_final(sqlite_world: World, tab: Tab) -> None:
    look(tab)
    names = tab.page.xpath("//nav//a[contains(@href, 'first=')]/text()")
    assert names[:2] == ["Eerste half jaar van 2026", "Tweede half jaar van 2025"] and names[-1] == "2024"
    (now,) = tab.page.xpath("//nav//a[@aria-current]")
    assert now.text == "Eerste half jaar van 2026"
    assert (
        "Geteld op 10 maart 2026." in tab.text
        and "Nog niet vastgesteld: Eerste half jaar van 2026." in tab.text
    )
    then, units = sqlite_world.clock() + timedelta(days=150), closing.on(sqlite_world.engine)
    closing.close(units, sqlite_world.vault, sqlite_world.organisation, "2026-H1", then)
    tab.show(tab.client.get(now.get("href")))
    assert "Vastgesteld: Eerste half jaar van 2026." in tab.text and "Nog niet" not in tab.text


def test_what_the_coordinator_may_not_know_of_is_not_counted(sqlite_world: World, tab: Tab) -> None:
    before = look(tab).page.xpath("//dl[@class='keys']//strong/text()")[0]
    sqlite_world.report("x", untold=(str(sqlite_world.people["coordinator"]),))
    assert look(tab).page.xpath("//dl[@class='keys']//strong/text()")[0] == before == "18"
    sqlite_world.report("y")
    assert look(tab).page.xpath("//dl[@class='keys']//strong/text()")[0] == "19"  # and it is live


@pytest.mark.parametrize("who", ["employee", "handler", "privacy_officer", "lead", "nobody", ""])
def test_it_is_for_who_makes_the_account(tab: Tab, who: str) -> None:
    assert look(tab, who).response.status_code == 403 and not tab.page.xpath("//table | //*[@class='chart']")
    assert not tab.open(who).page.xpath("//a[starts-with(@href, '/figures')]")


def test_the_coordinator_finds_it_from_every_page_without_an_open_dialogue(tab: Tab) -> None:
    link = tab.open("coordinator").page.xpath("//a[starts-with(@href, '/figures')]/@href")
    assert len(link) == 1 and tab.show(tab.client.get(link[0])).page.xpath("//h1/text()") == [
        "De cijfers van nu"
    ]
    tab.open("coordinator").press("report/begin")
    assert not tab.page.xpath("//a[starts-with(@href, '/figures')]")


@pytest.mark.parametrize(
    "query",
    [
        "first=2026-06&last=2026-01",
        "first=x&last=2026-01",
        "first=2026-13&last=2026-14",
        "first=2030-01&last=2030-06",
        "first=2026-01",
        "first=9999-12&last=9999-12",
    ],
)
def test_a_period_that_cannot_be_gets_a_sentence_beside_the_field(tab: Tab, query: str) -> None:
    look(tab, query=query)
    assert tab.response.status_code == 200 and tab.error("last") and not tab.page.xpath("//table")
    assert tab.page.xpath("//select[@name='first']")


def test_without_a_period_it_is_the_half_year_that_we_are_in(tab: Tab) -> None:
    look(tab, query="")
    assert tab.page.xpath("//select[@name='first']/option[@selected]/@value") == ["2026-01"]
    assert tab.page.xpath("//select[@name='last']/option[@selected]/@value") == ["2026-06"]


def test_every_chart_says_in_words_what_it_shows_and_has_its_table(tab: Tab) -> None:
    charts = look(tab).page.xpath("//svg[@role='img']")
    assert len(charts) >= 3
    for chart in charts:
        named = chart.get("aria-labelledby").split()
        said = [chart.xpath(f".//*[@id='{one}']")[0].text_content() for one in named]
        assert len(said) == 2 and all(said) and len(said[1]) > 30
        assert chart.xpath("ancestor::section//table")


def test_a_year_without_anything_says_so(tab: Tab) -> None:
    look(tab, query="first=2025-01&last=2025-06")
    assert tab.response.status_code == 200 and "0" in tab.page.xpath("//dl[@class='keys']//strong/text()")


CHART = Chart("bars", "In woorden.", (1,), lines=2)


def sheet(chart: Chart, *lines: tuple[str | int, ...]) -> Sheet:
    columns = tuple(Column(heading, 10) for heading in ("Naam", "Eén", "Twee"))
    return Sheet("x", "X", "X", "", columns, lines, chart=chart)


def test_bars_are_as_long_as_their_numbers() -> None:
    drawn = figures.drawing(sheet(CHART, ("a", 10, 0), ("b", 5, 0), ("niet getekend", 99, 0)))
    assert drawn and [(line.label, line.bars[0].length) for line in drawn.lines] == [("a", 100), ("b", 50)]
    assert drawn.series == () and figures.drawing(Sheet("x", "X", "X", "")) is None


def test_stacked_bars_follow_each_other_and_carry_their_total() -> None:
    stacked = Chart("stacked", "In woorden.", (1, 2), lines=2)
    drawn = figures.drawing(sheet(stacked, ("a", 6, 5), ("b", 14, "x")))
    assert drawn and drawn.series == ("a", "b")
    assert [(line.label, line.total) for line in drawn.lines] == [("Eén", 20), ("Twee", 5)]
    assert [(bar.start, bar.length) for bar in drawn.lines[0].bars] == [(0, 30), (30, 70)]


def test_bars_side_by_side_are_named_in_a_legend() -> None:
    drawn = figures.drawing(sheet(Chart("grouped", "In woorden.", (1, 2), lines=1), ("a", 4, 8)))
    assert drawn and drawn.series == ("Eén", "Twee") and not drawn.stacked
    assert [bar.length for bar in drawn.lines[0].bars] == [50, 100]


def test_the_months_to_choose_from_go_from_this_half_year_back() -> None:
    months = figures.choices(date(2026, 3, 10), "nl")
    assert months[0] == ("2026-06", "juni 2026") and months[-1][0] == "2023-01" and len(months) == 42


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_everybody_can_use_it(chromium: Browser, tab: Tab, width: int, scheme: str) -> None:
    options = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    with chromium.new_context(**options) as context:  # type: ignore[arg-type]
        page = context.new_page()

        def give(route: object) -> None:
            url = route.request.url.removeprefix("http://baken.test")  # type: ignore[attr-defined]
            answer = tab.client.get(url)
            kind = answer.headers["content-type"]
            route.fulfill(body=answer.content, content_type=kind)  # type: ignore[attr-defined]

        page.route("**/*", give)
        page.goto(f"http://baken.test/figures?who=coordinator&{PERIOD}")
        for opened in (False, True):
            if opened:
                for one in page.locator("summary").all():
                    one.press("Enter")
            assert violations(page) == []
            assert not page.evaluate(TOO_WIDE) and page.evaluate(TOO_SMALL) == []
