"""Uses the web side as a person with a browser does."""

from collections.abc import Mapping

import lxml.html
from playwright.sync_api import Page

from bot.foundation.screen import Value
from tests.handlers.web.tab import Tab
from tests.support.accessibility import TOO_SMALL, TOO_WIDE, found

ANSWERS: dict[str, dict[str, Value]] = {
    "start": {"kind": "signal"},
    "identity": {"identity": "anonymous"},
    "theme": {"theme": "property"},
    "story": {
        "story": "Aan de Molenstraat wonen steeds andere mensen boven een lege winkel.\n\n"
        "Elke maandag komt dezelfde man geld ophalen. De bewoners durven niets te zeggen."
    },
    "circumstances": {"where": "Molenstraat 12", "when": "Sinds september", "ongoing": "ongoing"},
    "involved": {
        "involved": "Een man met een grijze bestelbus",
        "source": ("saw", "heard"),
        "processes": ("civil_registry", "property"),
    },
    "safety": {"risk": "Hij heeft mij aan de balie gezien."},
}


class Browsing:
    """One tab. Buttons are pressed by what they do, so that the language does not matter."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url

    def open(self, who: str = "", locale: str = "nl") -> None:
        self.page.goto(f"{self.url}/?lang={locale}" + (f"&who={who}" if who else ""))

    def press(self, what: str) -> None:
        """Presses the (first) button that does this, such as "report/answer"."""
        button = self.page.locator(f'button:not(.default)[value^="{what}"]').first
        button.wait_for(state="attached")
        folded = self.page.locator("details.more:not([open])").filter(has=button)
        if folded.count():  # among what is done now and then
            folded.locator("summary").click()
        button.click()

    def fill(self, answers: dict[str, Value]) -> None:
        """Fills fields in by name: text, one choice, or several."""
        for name, value in answers.items():
            field = self.page.locator(f'main [name="{name}"]')
            if field.first.get_attribute("type") in ("radio", "checkbox"):
                for one in (value,) if isinstance(value, str) else value:
                    self.page.locator(f'main [name="{name}"][value="{one}"]').check()
            elif field.first.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value if isinstance(value, str) else list(value))
            else:
                field.fill(value if isinstance(value, str) else "")

    def step(self) -> str:
        """Which screen this is, as "dialogue/step"."""
        page = self.page
        dialogue, step = (page.locator(f'[name="{n}"]').input_value() for n in ("_dialogue", "_step"))
        return f"{dialogue}/{step}"

    def answer(self, **instead: dict[str, Value]) -> None:
        """Answers the report's present step and goes on to the next."""
        step = self.step().partition("/")[2]
        self.fill(instead.get(step, ANSWERS.get(step, {})))
        self.press("report/answer")

    def answer_until(self, last: str, **instead: dict[str, Value]) -> None:
        """Begins a report and answers until a step is shown."""
        self.press("report/begin")
        while self.step() != f"report/{last}":
            self.answer(**instead)

    def receipt(self) -> tuple[str, str]:
        """The number and the code on a receipt."""
        self.page.locator(".codes code").nth(1).wait_for()
        number, code = self.page.locator(".codes code").all_inner_texts()
        return number, code

    def hand_in(self, **instead: dict[str, Value]) -> tuple[str, str]:
        """A whole report, up to and with the receipt; gives its number and code."""
        self.answer_until("review", **instead)
        self.press("report/send")
        receipt = self.receipt()
        self.page.locator('[name="kept"]').check()
        self.press("report/keep")
        return receipt

    def open_report(self, number: str) -> None:
        """From a handler's menu to the report with this number."""
        self.press("casework/open")
        self.page.locator(".reports tr", has_text=number).get_by_role("button").click()


def send_a_report(page: Page) -> None:
    """From the doorstep of the page for who has no account to the press that sends an anonymous report."""
    page.get_by_role("button", name="Iets melden").click()
    for value in ("signal", "anonymous", "drugs"):
        page.locator(f"input[value={value}]").check()
        page.locator("main button.primary").first.click()
    page.locator("textarea").first.fill("Een busje, elke nacht.")
    for _ in range(4):
        page.locator("main button.primary").first.click()
    page.get_by_role("button", name="Versturen").click()


class BrowserTab(Tab):
    """A tab of a real browser, for a story that is also told without one. Of each page that it comes to it is
    seen that it can be read aloud, and fits."""

    def __init__(self, page: Page, url: str) -> None:
        self.browsing, self.seen = Browsing(page, url), set[str]()

    def open(self, who: str = "", locale: str = "nl") -> Tab:
        return self.go(f"/?lang={locale}&who={who}")

    def go(self, path: str) -> Tab:
        self.browsing.page.goto(self.browsing.url + path)
        return self._read()

    def press(self, what: str, filled_in: Mapping[str, Value] | None = None) -> Tab:
        self.browsing.fill(dict(filled_in or {}))
        with self.browsing.page.expect_navigation():
            self.browsing.press(what)
        return self._read()

    def _read(self) -> Tab:
        page = self.browsing.page
        self.page = lxml.html.fromstring(page.content())
        shown = self.step if self.page.xpath("//input[@name='_step']") else page.url
        if shown not in self.seen:
            self.seen.add(shown)
            assert found(page) == [], shown
            assert not page.evaluate(TOO_WIDE) and page.evaluate(TOO_SMALL) == [], shown
        return self
