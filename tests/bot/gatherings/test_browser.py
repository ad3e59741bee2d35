"""Meetings, weeks and campaigns in a real browser: every main screen, with axe, on a desk and on a phone."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page

from bot.campaigns import demo as campaigns
from bot.foundation import words
from bot.foundation.context import ZONE
from bot.foundation.screen import Row
from bot.integrity_week import demo as weeks
from bot.team_meetings import demo as meetings
from tests.bot.gatherings.town import Town
from tests.handlers.web.browsing import Browsing
from tests.handlers.web.conftest import Site
from tests.support.accessibility import found
from tests.support.browser import screenshot
from tests.support.world import World


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A small world with a year of history, served by `baken demo`."""
    made = Site(tmp_path_factory.mktemp("site"))
    world, now = made.world, datetime.now(UTC)
    hall = Town(world)
    for name, department in (("Balie", "Burgerzaken"), ("Toezicht", "Toezicht"), ("Jeugd", "Wmo")):
        hall.team(name, "lead" if name == "Balie" else "handler", members=6, department=department)
    with world.unit() as session:
        meetings.fill(session, world.vault, world.organisation, world.people["lead"], now)
        weeks.fill(session, world.vault, world.organisation, now)
        campaigns.fill(session, world.organisation, now)
    agree(world)
    with made.demo():
        yield made
    made.world.stop()


def agree(world: World) -> None:
    """One team met, and wrote down what was agreed."""
    world.clock.now = datetime.now(UTC)
    walk = world.walk("handler")
    for part in walk.do("meeting", "open").body:
        if isinstance(part, Row) and part.open:
            walk.do("meeting", "log", part.open.argument)
            today = world.clock().astimezone(ZONE).strftime("%d-%m-%Y")
            walk.submit(held_on=today, present="3", agreements="Bij twijfel kijken we met zijn tweeën.")
            assert walk.screen.step == "logged"
            return


class Looking:
    """One tab; `see` looks at the page with axe and takes a picture."""

    def __init__(self, page: Page, url: str, locale: str) -> None:
        self.page, self.locale, self.browsing = page, locale, Browsing(page, url)

    def open(self, who: str, *buttons: str) -> None:
        """Somebody at the menu, who presses some buttons."""
        self.browsing.open(who, self.locale)
        for button in buttons:
            self.browsing.press(button)

    def see(self, name: str) -> None:
        assert found(self.page) == []
        assert self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
        screenshot(self.page, f"gatherings-{name}-{self.locale}")


@pytest.mark.parametrize("locale", words.LOCALES)
def test_every_main_screen_can_be_used_by_everybody(served: Site, chromium: Browser, locale: str) -> None:
    width = 1280 if locale == "nl" else 390
    with chromium.new_context(viewport={"width": width, "height": 900}) as context:
        me = Looking(context.new_page(), served.url, locale)
        me.open("lead", "learn/team", "meeting/open")
        me.see("meeting")
        me.browsing.press("meeting/guide")
        me.see("guide")
        me.open("lead", "learn/team", "meeting/open", "meeting/log")
        me.browsing.fill({"held_on": "31-12-2062", "present": "4"})
        me.browsing.press("meeting/save")
        me.see("log-refused")
        me.open("coordinator", "menu/coordinate", "meeting/overview")
        me.see("meetings")
        me.browsing.press("meeting/agreements")
        me.see("agreements")
        me.browsing.press("meeting/agreed")
        me.see("agreed")
        me.open("employee", "week/open")
        me.see("week")
        me.browsing.press("week/activity")
        me.see("activity")
        me.open("coordinator", "menu/coordinate", "week/manage")
        me.see("board")
        me.browsing.press("week/organise")
        me.see("organise")
        me.open("coordinator", "menu/coordinate", "campaign/overview")
        me.see("campaigns")
        me.browsing.press("campaign/year")
        me.see("year")
        me.open("coordinator", "menu/coordinate", "going_out/open", "going_out/open/all")
        me.browsing.press("going_out/show")
        me.see("mailing")
        me.browsing.press("going_out/ask")
        me.browsing.fill({"person": "employee@voorbeeldstad.example"})
        me.browsing.press("going_out/whom")
        me.see("once-more")
        me.open("coordinator", "menu/coordinate", "campaign/overview", "campaign/manage", "campaign/open")
        me.see("campaign")
