"""Delivery at work in the demo: what is brought stands above the menu, and the coordinator steers it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page

from bot.foundation import words
from bot.messages import mailings
from storage import learning, people
from storage.mailings import by_key, set_state
from storage.tables.directory import Organisation
from tests.handlers.web.browsing import Browsing
from tests.handlers.web.conftest import Site
from tests.support.accessibility import found
from tests.support.browser import screenshot

MODULES = ("recognising-signals", "why-us")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A small world in which modules wait to be brought, served by `baken demo`."""
    made = Site(tmp_path_factory.mktemp("site"))
    for n, module in enumerate(MODULES):
        wait(made, module, paused=bool(n))
    with made.demo():
        yield made
    made.world.stop()


def wait(site: Site, module: str, paused: bool) -> None:
    """A module that is to be brought to everybody, and to somebody who cannot be reached."""
    world, now = site.world, datetime.now(UTC)
    with world.unit() as session:
        home = world.organisation.id
        session.get_one(Organisation, home).demo = True  # or it waits for working time
        lost = people.add(session, home, f"Kwijt {module}", f"{module}@v.example")
        everybody = [*world.people.values(), lost]
        named = {"programme": "onboarding", "module": module, "edition": "", "assigned_on": now.date()}
        learning.assign(session, [{"organisation_id": home, "person_id": id, **named} for id in everybody])
        key, about = f"module/onboarding/{module}/once/0", f"onboarding/{module}"
        mailings.plan(session, home, "module", key, everybody, now, about)
        push = by_key(session, home, key)
        if push and paused:
            set_state(session, push.id, "paused")


def see(page: Page, name: str) -> None:
    """No finding of axe; a picture to look at."""
    assert found(page) == []
    screenshot(page, f"going-out-{name}")


@pytest.mark.parametrize("locale", words.LOCALES)
def test_a_message_comes_to_the_web_and_the_coordinator_watches(
    served: Site, chromium: Browser, locale: str
) -> None:
    width = 1280 if locale == "nl" else 390
    with chromium.new_context(viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        browsing = Browsing(page, served.url)
        for _ in range(100):
            browsing.open("employee", locale)
            if page.locator(".rows").count():
                break
            page.wait_for_timeout(200)
        see(page, f"inbox-{locale}")
        browsing.press("inbox/show")
        assert browsing.step() == "learn/card"
        see(page, f"message-{locale}")
        browsing.open("coordinator", locale)
        browsing.press("menu/coordinate")
        browsing.press("going_out/open")
        all_but_one = re.compile(rf"\b{len(served.world.people)}\b.*\b{len(served.world.people) + 1}\b")
        for _ in range(100):
            if all_but_one.search(page.locator(".rows li").last.inner_text()):
                break  # the other one waits for somebody who cannot be reached
            page.wait_for_timeout(200)
            browsing.press("going_out/open/open:0")
        assert all_but_one.search(page.locator(".rows li").last.inner_text())
        see(page, f"list-{locale}")
        browsing.press("going_out/show")
        see(page, f"paused-{locale}")
        browsing.press("going_out/sure/cancel")
        see(page, f"sure-{locale}")
        browsing.press("going_out/show")
        browsing.press("going_out/open")
        browsing.press("going_out/open/all:0")
        see(page, f"all-{locale}")
        browsing.press("going_out/show")
        browsing.press("going_out/open")
        browsing.press("menu/coordinate")
        browsing.press("people/open")
        browsing.press("people/unreachable")
        see(page, f"unreachable-{locale}")
        assert "recognising-signals@v.example" in page.locator(".rows").inner_text()
