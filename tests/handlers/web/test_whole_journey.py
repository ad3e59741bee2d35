"""One report in the browser, from the first page to the figures that are left of it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.foundation import words
from storage import satisfaction
from tests.handlers.web.browsing import BrowserTab
from tests.handlers.web.conftest import let_play, web_app
from tests.handlers.web.tab import Tab
from tests.support import afterwards
from tests.support.slack_town import listening
from tests.support.world import World

STORY, RESULT = "Elke nacht laden ze koper.", "Dank je. We bespreken het met onze partners."


@pytest.mark.slow
@pytest.mark.both
@pytest.mark.parametrize("locale", words.LOCALES)
def test_a_report_is_weighed_passed_on_told_of_and_destroyed_and_its_figures_stay(
    world: World, locale: str, tmp_path: Path
) -> None:
    journey(world, Tab(web_app(let_play(world))), locale, tmp_path)


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize(
    ("where", "locale", "width"),
    [
        ("sqlite_world", "nl", 1280),
        pytest.param("postgres_world", "en", 320, marks=pytest.mark.postgresql),
    ],
)
def test_the_same_in_a_real_browser(
    where: str,
    locale: str,
    width: int,
    chromium: Browser,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    world: World = request.getfixturevalue(where)
    page = chromium.new_page(viewport={"width": width, "height": 900})
    with listening(web_app(let_play(world))) as port:
        tab = BrowserTab(page, f"http://127.0.0.1:{port}")
        journey(world, tab, locale, tmp_path)
        assert len(tab.seen) > 25
        page.close()


def journey(world: World, tab: Tab, locale: str, folder: Path) -> None:
    """Report, question, answer, weighings, meeting, passing on, result, satisfaction, retention, figures."""
    tab.open("employee", locale)
    code = tab.hand_in(story=STORY)
    tab.open("coordinator", locale).press("casework/open").press("casework/show")
    number = str(tab.page.xpath("//h1")[0].text_content()).split()[-1]
    report_id = world.report_id(number)
    tab.press("casework/form/question").press("casework/save", {"message": "Zag je een kenteken?"})
    follow(tab, code, locale).press("follow/add", {"addition": "Ja: 00-XX-00"})
    decide(tab, number, locale)
    rate(world, tab, code, locale)

    afterwards.close_half_year(world)
    before = read(world, tab, locale, folder)
    afterwards.destroy(world, report_id)
    assert read(world, tab, locale, folder) == before
    tab.open("employee", locale).press("follow/open").press("follow/find", {"code": code})
    assert tab.error("code") and STORY not in tab.text
    tab.open("coordinator", locale).press("casework/open")
    assert number not in tab.text


def follow(tab: Tab, code: str, locale: str) -> Tab:
    """The reporter comes back with the code."""
    return tab.open("employee", locale).press("follow/open").press("follow/find", {"code": code})


def decide(tab: Tab, number: str, locale: str) -> None:
    """The answer is read; then weighings, a meeting, passing on, and the result."""
    tab.open("coordinator", locale).press("casework/open").press("casework/show")
    assert "Ja: 00-XX-00" in tab.text
    tab.press("casework/decide").press("casework/decided", {"roots": ("business",), "signal": "yes"})
    tab.press("casework/decide").press("casework/decided", {"task": "shared"})
    tab.press("casework/decide").press("casework/decided", {"legal_ground": "integrity"})
    assert words.text("deciding.grounds.integrity.name", locale) in tab.text
    fact = {"note": "De aanvrager is nieuw hier.", "source": "permits", "legal_ground": "integrity"}
    assert fact["note"] in tab.press("casework/note").press("casework/noted", fact).text
    meet(tab, number, locale)
    tab.open("coordinator", locale).press("casework/open").press("casework/show")
    tab.press("casework/forward")
    to = {"to": "riec", "name": "RIEC Verzonnen", "legal_ground": "integrity", "summary": "Kijk mee."}
    tab.press("casework/forward_look", {**to, "parts": ("story",)})
    assert "RIEC Verzonnen" in tab.text and STORY in tab.text
    tab.press("casework/forward_send")
    assert tab.page.xpath("//*[contains(@value, 'signal_docx') or contains(@href, 'signal_docx')]")
    tab.press("casework/back").press("casework/decide")
    assert tab.step.startswith("casework/result")
    tab.press("casework/save", {"message": RESULT})
    assert tab.step == "casework/report"


def meet(tab: Tab, number: str, locale: str) -> None:
    """A review meeting in which the RIEC is asked to take the lead."""
    tab.open("coordinator", locale).press("casework/open").press("review/open").press("review/begin")
    tab.press("review/people", {"day": "17-03-2026", "guests": "Wijkagent"})
    (id,) = [value for name, value in tab.fields() if name == "reports"]
    tab.press("review/choose", {"reports": (id,)})
    assert number in tab.text and "Wijkagent" in tab.text
    said = {f"choice_{number}": "riec", f"said_{number}": "Dit is groter dan onze gemeente."}
    tab.press("review/take").press("review/taken", said)
    assert tab.step == "review/meeting"


def rate(world: World, tab: Tab, code: str, locale: str) -> None:
    """The reporter reads the result, and says once whether they are satisfied."""
    assert RESULT in follow(tab, code, locale).text
    tab.press("follow/rate/yes")
    assert words.text("follow.rated", locale) in tab.text
    assert words.text("follow.satisfaction.title", locale) not in follow(tab, code, locale).text
    with world.reading() as session:
        assert satisfaction.counts(session, world.organisation.id, afterwards.FIRST) == {"yes": 1}


def read(world: World, tab: Tab, locale: str, folder: Path) -> tuple[object, ...]:
    """The figures of the half-year: on the page, in the council's file, and in the coordinator's."""
    query = f"lang={locale}&who=coordinator&first=2026-01&last=2026-06"
    tab.go(f"/figures?{query}")
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in tab.page.xpath("//table//tr")]
    assert [words.text("workbook.outcomes.riec", locale), "1"] in [row[:2] for row in rows]
    return rows, afterwards.council(world, folder), afterwards.known_to(world, "coordinator", folder)
