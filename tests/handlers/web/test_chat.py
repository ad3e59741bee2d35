"""The whole chat as pages: reporting, following, handling, and what goes wrong on the way."""

import pytest
from sqlmodel import select

from storage.tables.reports import Report
from tests.handlers.web.conftest import web_app
from tests.handlers.web.tab import Tab
from tests.support.world import World

STORY = "Eerste regel.\n\nTweede regel met 😀 en 𝔊."


def test_the_first_page_lets_you_choose_who_you_are(tab: Tab) -> None:
    names = tab.open().page.xpath("//ul[@class='cast']//strong/text()")
    assert names[0] == "Medewerker Een" and len(names) == 9
    assert "coördinator" in tab.text
    assert "Medewerker Een" in tab.open("employee").text
    assert tab.step == "menu/home"


@pytest.mark.both
def test_somebody_who_is_not_in_the_demo_chooses_first(tab: Tab) -> None:
    assert tab.open("nobody").page.xpath("//ul[@class='cast']")


def test_an_anonymous_report_is_handed_in_answered_and_followed(tab: Tab) -> None:
    code = tab.open("employee").hand_in(story=STORY, where="Achter de haven")
    assert code not in tab.text

    tab.open("coordinator").press("casework/open").press("casework/show")
    assert "Tweede regel met 😀 en 𝔊." in tab.text and "Achter de haven" in tab.text
    assert "Medewerker Een" not in tab.text
    tab.press("casework/form/question").press("casework/save", {"message": "Hoe laat was dat?"})

    tab.open("employee").press("mine/open")
    assert not tab.page.xpath("//ul[@class='rows']")
    tab.press("follow/open").press("follow/find", {"code": code.lower().replace("-", " ")})
    assert "Hoe laat was dat?" in tab.text and "Coördinator Een" not in tab.text
    tab.press("follow/add", {"addition": "Rond drie uur."})
    assert len(tab.page.xpath("//ol[@class='conversation']/li")) == 2

    tab.open("handler").press("casework/open").press("casework/show")
    assert "Rond drie uur." in tab.text


def test_a_named_report_is_found_under_my_reports(tab: Tab) -> None:
    tab.open("employee").hand_in(identity="named")
    tab.open("employee").press("mine/open").press("mine/show")
    assert tab.step == "follow/report-0"
    tab.open("newcomer").press("mine/open")
    assert not tab.page.xpath("//ul[@class='rows']")


@pytest.mark.both
def test_two_tabs_can_be_two_people(tab: Tab) -> None:
    employee = tab.open("employee").reach("story")
    other = Tab(tab.client.app).open("coordinator").press("casework/open")
    assert "Coördinator Een" in other.text
    assert "Medewerker Een" in employee.press("report/answer", {"story": STORY}).text


def test_sending_twice_gives_one_report_and_one_code(world: World, tab: Tab) -> None:
    sent = tab.open("employee").reach("review").pressed("report/send")
    codes = {tab.send(sent).code() for _ in range(3)}
    assert len(codes) == 1
    with world.reading() as session:
        assert len(session.exec(select(Report.id)).all()) == 1


def test_the_way_back_keeps_what_was_filled_in(demo: Tab) -> None:
    demo.open("employee").reach("circumstances", story=STORY)
    demo.press("report/back", {"where": "Haven", "ongoing": "over"})
    assert demo.step == "report/story" and demo.field("story") == STORY.replace("\n", "\r\n")
    demo.press("report/answer")
    assert demo.field("where") == "Haven" and demo.field("ongoing") == "over"


def test_choices_can_be_taken_back(demo: Tab) -> None:
    demo.open("employee").reach("involved", ongoing="over", source=("saw", "heard"))
    demo.press("report/answer", {"source": ("saw", "heard")}).press("report/back")
    assert demo.field("source") == ("saw", "heard")
    demo.press("report/back", {"source": ()})
    assert demo.field("ongoing") == "over"
    demo.press("report/answer", {"ongoing": ""})
    assert demo.field("source") == ()
    demo.press("report/back")
    assert demo.field("ongoing") == ""


def test_an_answer_that_is_missing_is_asked_for_with_a_sentence(demo: Tab) -> None:
    demo.open("employee").press("report/begin").press("report/answer")
    assert demo.title.startswith("Fout: ")
    assert demo.error("kind") == "Fout: Kies hier nog een antwoord."
    summary = demo.page.xpath("//*[@role='alert']")[0]
    assert summary.xpath(".//a/@href") == ["#f-kind"] and demo.page.get_element_by_id("f-kind") is not None
    assert demo.page.xpath("//fieldset/@aria-invalid") == ["true"]
    assert demo.page.xpath("//fieldset/@aria-describedby") == ["f-kind-error"]


@pytest.mark.parametrize("character", ["x", "é", "😀", "𝔊", "&", "\n.", "<"])
def test_a_story_of_ten_thousand_characters_is_taken_and_one_more_is_not(demo: Tab, character: str) -> None:
    story = "a" + (character * 10_000)[:9_998] + "z"
    demo.open("employee").reach("story").press("report/answer", {"story": f"{story}b"})
    assert "10001" in demo.error("story")
    assert demo.field("story") == f"{story}b".replace("\n", "\r\n")
    assert demo.press("report/answer", {"story": story}).step == "report/circumstances"
    assert demo.press("report/back").field("story") == story.replace("\n", "\r\n")


def test_control_and_direction_marks_are_left_out_and_nothing_else(demo: Tab) -> None:
    typed = "a\x00b\x1b[31m\u202egnp.exe\u2066 cafe\u0301 \U0001f469\u200d\U0001f467\tz"
    demo.open("employee").reach("circumstances", story=typed).press("report/back")
    assert demo.field("story") == "ab[31mgnp.exe caf\xe9 \U0001f469\u200d\U0001f467\tz"


def test_what_looks_like_html_is_only_text(demo: Tab) -> None:
    nasty = "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    demo.open("employee").reach("review", story=nasty, where=nasty)
    assert not demo.page.xpath("//script | //img[@src='x']") and nasty in demo.text
    demo.press("report/edit/story")
    assert demo.field("story") == nasty


def test_the_language_changes_and_nothing_typed_is_lost(demo: Tab) -> None:
    demo.open("employee").reach("story").press("language/en", {"story": STORY})
    assert demo.page.get("lang") == "en" and demo.field("story") == STORY.replace("\n", "\r\n")
    assert demo.press("report/answer").page.get("lang") == "en"

    demo.open("employee").press("follow/open").press("language/en", {"code": "ABCD"})
    assert demo.page.get("lang") == "en" and demo.field("code") == "ABCD"

    code = demo.open("employee").hand_in()
    demo.open("employee").press("follow/open").press("follow/find", {"code": code})
    demo.press("language/en", {"addition": STORY})
    assert demo.page.get("lang") == "en" and demo.field("addition") == STORY.replace("\n", "\r\n")

    demo.open("coordinator").press("casework/open").press("casework/show").press("language/en")
    assert demo.page.get("lang") == "en" and demo.step == "casework/report"
    demo.press("casework/form/answer").press("language/nl", {"message": STORY})
    assert demo.page.get("lang") == "nl" and demo.field("message") == STORY.replace("\n", "\r\n")


def test_a_browser_gets_the_first_of_our_languages_that_it_asks_for(demo: Tab) -> None:
    for asked, given in (("en-GB,nl;q=0.5", "en"), ("fr-FR, nl;q=0.8", "nl"), ("de", "nl"), ("", "nl")):
        shown = demo.show(demo.client.get("/", headers={"accept-language": asked}))
        assert shown.page.get("lang") == given


def test_stopping_wipes_what_was_filled_in(demo: Tab) -> None:
    demo.open("employee").reach("circumstances", story=STORY)
    again = demo.pressed("report/answer")
    assert demo.press("report/cancel").step == "report/cancelled"
    assert STORY not in demo.send(again).text and demo.step == "menu/sorry"


def test_what_was_typed_in_a_dialogue_that_is_gone_can_still_be_copied(
    sqlite_world: World, demo: Tab
) -> None:
    demo.open("employee").reach("story")
    sqlite_world.clock.forward(hours=3)
    demo.press("report/answer", {"story": STORY})
    assert demo.step == "menu/sorry"
    assert demo.page.xpath("//textarea[@readonly]")[0].value.strip() == STORY


@pytest.mark.parametrize("button", ["report/nothing", "nothing/answer", "", "/", "////", "language/xx"])
def test_a_button_that_does_not_exist_gets_a_sentence(demo: Tab, button: str) -> None:
    demo.open("employee").reach("story")
    pairs = [pair for pair in demo.pressed("report/answer", {"story": STORY}) if pair[0] != "_do"]
    demo.send([*pairs, ("_do", button)])
    assert demo.response.status_code == 200 and STORY.split()[0] in demo.page.xpath("//textarea")[0].value


def test_a_forged_step_or_token_leads_nowhere_new(demo: Tab) -> None:
    demo.open("employee").reach("story")
    for name, value, shown in (("_step", "receipt", "report/story"), ("_token", "x" * 50, "menu/sorry")):
        pairs = [pair for pair in demo.pressed("report/answer") if pair[0] != name]
        assert Tab(demo.client.app).send([*pairs, (name, value)]).step == shown


def test_an_open_dialogue_has_no_link_that_would_throw_it_away(demo: Tab) -> None:
    demo.open("employee").reach("story")
    assert not demo.page.xpath("//a[@class='brand']")
    assert demo.press("report/cancel").page.xpath("//a[@class='brand']/@href") == ["/?lang=nl&who=employee"]


def test_no_page_has_its_token_in_an_address(demo: Tab) -> None:
    demo.open("employee").reach("review")
    token = demo.field("_token")
    assert isinstance(token, str) and len(token) > 40
    places = demo.page.xpath("//@href | //@src | //@action | //@formaction")
    assert places and not [place for place in places if token in place]


def test_a_restart_in_the_middle_loses_nothing(world: World, tab: Tab) -> None:
    tab.open("employee").reach("safety", story=STORY, where="Haven")
    sent = tab.pressed("report/answer")
    world.stop()
    world.start()
    later = Tab(web_app(world)).send(sent)
    assert later.step == "report/review" and "Haven" in later.text
