"""Whole journeys in a real browser, with the real command behind it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.handlers.web.browsing import Browsing
from tests.handlers.web.conftest import Site


@pytest.fixture
def bare(chromium: Browser) -> Iterator[Page]:
    """A page in a browser with JavaScript off."""
    with chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}) as context:
        context.set_default_timeout(10_000)
        yield context.new_page()


class Keyboard:
    """Somebody without a mouse: Tab, arrows, Space and Enter."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def focused(self) -> str:
        """What has the focus: name and value, or where a link leads."""
        return str(
            self.page.evaluate(
                "() => { const e = document.activeElement, value = e.type === 'textarea' ? '' : e.value;"
                " return e.name ? `${e.name}=${value}` : e.getAttribute('href') || '' }"
            )
        )

    def go_to(self, start: str) -> None:
        """Presses Tab until this has the focus."""
        seen = []
        for _ in range(60):
            self.page.keyboard.press("Tab")
            seen.append(self.focused())
            if seen[-1].startswith(start):
                return
        raise AssertionError(f"Tab never reached {start}, but {seen}")

    def press(self, start: str) -> None:
        """Goes to a button or link and presses Enter."""
        self.go_to(start)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def choose(self, name: str, down: int = 0) -> None:
        """Goes to a group of radio buttons and chooses one with Space and the arrows."""
        self.go_to(name)
        self.page.keyboard.press("Space")
        for _ in range(down):
            self.page.keyboard.press("ArrowDown")

    def write(self, name: str, text: str) -> None:
        self.go_to(name)
        self.page.keyboard.insert_text(text)


def test_an_anonymous_report_by_keyboard_alone_without_javascript(running_demo: Site, bare: Page) -> None:
    keyboard, browsing = Keyboard(bare), Browsing(bare, running_demo.url)
    browsing.open()
    keyboard.press("/?lang=nl&who=employee")
    keyboard.press("_do=report/begin")
    keyboard.choose("kind=")
    keyboard.press("_do=report/answer")
    keyboard.choose("identity=", down=2)
    keyboard.press("_do=report/answer")
    keyboard.choose("theme=", down=3)
    keyboard.press("_do=report/answer")
    keyboard.write("story=", "De begeleider praat. De inwoner mag niets zeggen.")
    keyboard.press("_do=report/answer")
    keyboard.write("where=", "Balie 3")
    bare.keyboard.press("Enter")  # Enter in a text field goes on, not back and not to the other language
    bare.wait_for_selector('[name="_step"][value="involved"]', state="attached")
    keyboard.press("_do=report/answer")
    keyboard.press("_do=report/answer")
    assert browsing.step() == "report/review"
    assert "Anoniem" in bare.inner_text(".answers") and "Balie 3" in bare.inner_text(".answers")
    keyboard.press("_do=report/send")
    _, code = browsing.receipt()
    keyboard.go_to("kept=")
    bare.keyboard.press("Space")
    keyboard.press("_do=report/keep")
    assert code not in bare.content()

    keyboard.press("/?lang=nl&who=employee")
    keyboard.press("_do=follow/open")
    keyboard.write("code=", code)
    bare.keyboard.press("Enter")
    bare.wait_for_selector('[name="addition"]')
    assert browsing.step() == "follow/report-0"


def test_the_reporter_sees_what_the_coordinator_answers(running_demo: Site, page: Page, bare: Page) -> None:
    employee, coordinator = Browsing(page, running_demo.url), Browsing(bare, running_demo.url)
    employee.open("employee")
    number, code = employee.hand_in()
    coordinator.open("coordinator")
    coordinator.open_report(number)
    assert "grijze bestelbus" in coordinator.page.inner_text(".answers")
    coordinator.press("casework/form/question")
    coordinator.fill({"message": "Welke kleur had de bestelbus precies?"})
    coordinator.press("casework/save")

    employee.open("employee")
    employee.press("follow/open")
    employee.fill({"code": code})
    employee.press("follow/find")
    assert "Welke kleur had de bestelbus precies?" in employee.page.inner_text(".conversation")
    employee.fill({"addition": "Donkergrijs, met een deuk."})
    employee.press("follow/add")

    coordinator.open("coordinator")
    coordinator.open_report(number)
    assert "Donkergrijs, met een deuk." in coordinator.page.inner_text(".conversation")


def test_wrong_input_keeps_the_text_and_brings_the_focus_to_what_is_wrong(
    running_demo: Site, page: Page
) -> None:
    browsing, story = Browsing(page, running_demo.url), ("Een regel van zo'n dertig tekens.\n" * 320).strip()
    browsing.open("employee")
    browsing.answer_until("story")
    browsing.fill({"story": story})
    browsing.press("report/answer")
    assert page.title().startswith("Fout: ") and page.locator('[name="story"]').input_value() == story
    expect(page.locator('[role="alert"]').first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator('[name="story"]')).to_be_focused()
    browsing.fill({"story": story[:10_000]})
    browsing.press("report/answer")
    browsing.press("report/back")
    assert page.locator('[name="story"]').input_value() == story[:10_000].strip()


def test_the_newest_message_is_in_view(running_demo: Site, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 600})
    browsing = Browsing(page, running_demo.url)
    browsing.open("employee")
    browsing.answer_until("safety")
    top = "document.querySelector('#now').getBoundingClientRect().top"
    page.wait_for_function(f"() => {top} >= 0 && {top} < 100")


def test_a_receipt_can_be_printed_without_what_stands_around_it(running_demo: Site, page: Page) -> None:
    browsing = Browsing(page, running_demo.url)
    browsing.open("employee")
    browsing.answer_until("review")
    browsing.press("report/send")
    expect(page.locator(".codes code").last).to_be_visible()
    page.emulate_media(media="print")
    for hidden in (".demo", ".buttons", ".leave", ".bottom", ".language"):
        expect(page.locator(hidden).first).to_be_hidden()


def test_a_code_is_copied_as_it_is_written(running_demo: Site, page: Page) -> None:
    browsing = Browsing(page, running_demo.url)
    browsing.open("employee")
    browsing.answer_until("review")
    browsing.press("report/send")
    page.locator(".codes code").last.click()
    selected = page.evaluate("window.getSelection().toString()")
    assert selected == page.locator(".codes code").last.text_content()
    assert len(selected.replace("-", "")) == 16


def test_reloading_shows_the_same_page_again(running_demo: Site, page: Page) -> None:
    browsing = Browsing(page, running_demo.url)
    browsing.open("employee")
    browsing.answer_until("review")
    browsing.press("report/send")
    _, code = browsing.receipt()
    page.reload()
    assert browsing.receipt()[1] == code


def test_the_browser_asks_nothing_of_anybody_else(running_demo: Site, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    browsing = Browsing(page, running_demo.url)
    browsing.open("employee")
    browsing.hand_in()
    assert asked and not [url for url in asked if not url.startswith(running_demo.url)]
    assert not [url for url in asked if "?" in url and not url.startswith(f"{running_demo.url}/?lang=")]
    assert said == []
    assert page.context.cookies() == []
