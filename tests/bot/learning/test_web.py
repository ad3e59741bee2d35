"""A module in a real browser, on a phone: the newcomer goes wrong, once more, finishes; the lead sees it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from bot.foundation import words
from bot.learning import content
from bot.learning.content import Module
from storage.tables.directory import Person
from tests.handlers.web.browsing import Browsing
from tests.handlers.web.conftest import Site
from tests.support.accessibility import found
from tests.support.browser import screenshot

PHONE = {"width": 390, "height": 844}
MODULE = "onboarding/recognising-signals"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A small world with a team, served by `baken demo`."""
    made = Site(tmp_path_factory.mktemp("site"))
    with made.world.unit() as session:
        person = session.get(Person, made.world.people["employee"])
        assert person is not None
        person.lead_id = made.world.people["handler"]
    with made.demo():
        yield made
    made.world.stop()


class Taking:
    """Somebody takes a module in one tab; `see` looks at the page with axe and takes a picture."""

    def __init__(self, page: Page, url: str, locale: str, module: Module) -> None:
        self.page, self.locale, self.module = page, locale, module
        self.browsing = Browsing(page, url)
        self.seen: set[str] = set()

    def see(self, name: str) -> None:
        if name in self.seen:
            return
        self.seen.add(name)
        assert found(self.page) == []
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0
        screenshot(self.page, f"learn-{name}-{self.locale}")

    def step(self) -> str:
        return self.browsing.step().partition("/")[2]

    def walk(self, right: bool) -> None:
        """To the end, with every question answered rightly or wrongly."""
        while (step := self.module.step(self.step())) is not None:
            if self.page.locator('main [name="answer"]').count():
                self.see("question")
                wrong = [name for name in step.answers if name not in step.right]
                self.browsing.fill({"answer": step.right if right else tuple(wrong[:1])})
                self.browsing.press("learn/answer")
                self.see("right" if right else "wrong")
            else:
                self.see("page")
            self.browsing.press("learn/next")


@pytest.mark.parametrize("locale", words.LOCALES)
def test_a_newcomer_takes_a_module_and_the_lead_sees_that_it_is_done(
    served: Site, chromium: Browser, locale: str
) -> None:
    module = content.find("", MODULE)
    assert module is not None
    who = {"nl": "employee", "en": "deputy"}[locale]
    with chromium.new_context(viewport=PHONE) as context:  # type: ignore[arg-type]
        taking = Taking(context.new_page(), served.url, locale, module)
        browsing = taking.browsing
        browsing.open(who, locale)
        browsing.press("learn/mine")
        taking.see("mine")
        browsing.press(f"learn/open/{MODULE}")
        if locale == "nl":  # once is enough
            taking.walk(right=False)
            assert taking.step() == "not-yet"
            taking.see("not-yet")
            browsing.press("learn/again")
        taking.walk(right=True)
        assert taking.step() == "done"
        taking.see("done")
        browsing.press("file/open/certificate")
        with taking.page.expect_download() as download:
            taking.page.locator("a.button.primary").click()
        assert download.value.path().read_bytes().startswith(b"%PDF")
        browsing.open(who, locale)
        browsing.press("learn/mine")
        browsing.press("learn/look")
        for number, step in enumerate(module.steps):
            taking.see("look" if step.kind != "question" else "look-question")
            if number + 1 < len(module.steps):
                browsing.press(f"learn/look/{MODULE}:{number + 1}")
        browsing.press("learn/open")
        assert taking.step() == "done"
        if locale == "nl":
            browsing.open("handler", locale)
            browsing.press("learn/team")
            taking.see("team")
            browsing.press("learn/member")
            taking.see("member")
            assert module.words[locale].title in taking.page.locator("main").inner_text()
