"""Working reports on the web, without script: what is done daily stands first, long choices unfold, a ready
text fills in, and nothing that a handler typed is in an address."""

import pytest

from bot.foundation.screen import Input, Option
from handlers.web.render import is_list
from tests.bot.reports.test_labelling import label, offered
from tests.bot.reports.test_ready_answers import make
from tests.bot.reports.test_saved_views import keep
from tests.handlers.web.conftest import web_app
from tests.handlers.web.tab import Tab
from tests.support.world import World


@pytest.fixture
def tab(sqlite_world: World) -> Tab:
    return Tab(web_app(sqlite_world))


def opened(tab: Tab, report_id: str) -> Tab:
    return tab.open("handler").press("casework/open").press(f"casework/show/{report_id}")


def buttons(tab: Tab, where: str) -> list[str]:
    return [
        one.get("value") for one in tab.page.xpath(f"//section[@class='one']{where}//button[@name='_do']")
    ]


def choice(number: int, hint: str = "") -> Input:
    return Input("x", "choice", "X", options=tuple(Option(str(n), "Optie", hint) for n in range(number)))


def test_what_is_done_daily_stands_first_and_the_rest_is_folded_away(sqlite_world: World, tab: Tab) -> None:
    opened(tab, sqlite_world.report().id)
    folded = buttons(tab, "//details")
    assert buttons(tab, "//div[@class='buttons' and not(ancestor::details)]")[:4] == [
        "casework/form/answer",
        "casework/decide",
        "casework/note",
        "casework/form/finish",
    ]
    assert {"casework/form/question", "casework/labels", "casework/link", "casework/readers"} <= {*folded}
    tab.press("casework/labels")
    assert tab.step == "casework/labels-0"


@pytest.mark.parametrize(
    ("number", "hint", "dialogue", "unfolds"),
    [
        (5, "", "casework", False),
        (6, "", "casework", True),
        (6, "Want", "casework", False),
        (21, "Want", "casework", True),
        (15, "", "report", False),
        (21, "", "report", True),
    ],
)
def test_a_long_choice_is_a_list_to_unfold_for_who_works_here(
    number: int, hint: str, dialogue: str, unfolds: bool
) -> None:
    assert is_list(choice(number, hint), dialogue) is unfolds


def test_a_list_that_must_be_chosen_from_chooses_nothing_by_itself(sqlite_world: World, tab: Tab) -> None:
    reported = sqlite_world.report(theme="cyber")
    tab.open("handler").press("casework/open").press("casework/filter/open:0")
    assert [one.get("name") for one in tab.page.xpath("//select")] == ["theme", "step"]
    tab.press("casework/find/open:0", {"theme": "cyber"})
    assert tab.response.url.params["theme"] == "cyber" and reported.number in tab.page.text_content()
    opened(tab, reported.id).press("casework/form/theme")
    (field,) = tab.page.xpath("//select[@name='theme']")
    assert field.xpath("./option[@selected]/@value") == ["cyber"] and field.get("aria-required") == "true"
    tab.press("casework/save", {"theme": ""})
    assert tab.page.xpath("//select[@aria-invalid='true']/option[1]/@value") == [""]
    assert tab.step == "casework/theme-0"


def test_a_label_is_in_an_address_by_what_stands_for_it_alone(sqlite_world: World, tab: Tab) -> None:
    one, other = sqlite_world.report(), sqlite_world.report()
    label(sqlite_world, one, "geheimwoord")
    mark = offered(sqlite_world)["geheimwoord (1)"]
    tab.open("handler").press("casework/open").press("casework/filter/open:0")
    tab.press("casework/find/open:0", {"label": mark})
    here = str(tab.response.url)
    assert f"label={mark}" in here and "geheimwoord" not in here
    again = tab.show(tab.client.get(here)).page.text_content()
    assert one.number in again and other.number not in again and "geheimwoord" in again


def test_a_list_that_was_kept_is_a_link_above_the_list_and_its_name_is_in_no_address(
    sqlite_world: World, tab: Tab
) -> None:
    keep(sqlite_world, "Mijn drugs", "open.drugs:0")
    tab.open("handler").press("casework/open")
    (link,) = tab.page.xpath("//nav[@aria-label='Jouw eigen lijsten']//a")
    assert link.text_content() == "Mijn drugs (0)" and "Mijn" not in link.get("href")
    assert "theme=drugs" in link.get("href")
    tab.press("casework/views/open:0", {}).press("casework/keep_view/open:0", {"name": "Alles"})
    assert tab.response.url.path == "/reports" and "Alles" in tab.page.text_content()


def test_a_ready_text_fills_in_behind_what_was_typed(sqlite_world: World, tab: Tab) -> None:
    make(sqlite_world, "Avondwinkel")
    opened(tab, sqlite_world.report().id).press("casework/form/answer")
    tab.press("casework/ready/passed", {"message": "Dag."})
    written = tab.page.xpath("//textarea[@name='message']")[0].text_content().strip()
    assert written.startswith("Dag.\n\nDank je voor je melding.") and tab.step == "casework/answer-0"
    tab.press("casework/save")
    assert "We hebben haar doorgegeven" in tab.page.text_content()
