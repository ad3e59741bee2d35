"""Uses the web side as a person with a browser does."""

from playwright.sync_api import Page

from bot.foundation.screen import Value

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
