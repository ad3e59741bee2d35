"""A promise in a Teams-like client in a real browser: the ready list, a note, how it stands."""

import pytest
from playwright.sync_api import Browser

from bot.foundation import words
from tests.bot.learning.test_playground import server  # noqa: F401  (a fixture)
from tests.support.browser import screenshot
from tests.support.servers import RunningServer
from tests.support.teams_playground import Client, running_playground, speaking

pytestmark = [pytest.mark.node, pytest.mark.slow]


@pytest.mark.parametrize("locale", words.LOCALES)
def test_the_coordinator_takes_the_ready_list_and_notes_what_was_done(
    server: RunningServer,  # noqa: F811
    chromium: Browser,
    locale: str,
) -> None:
    words.load()
    say = words.speaker(locale)
    with (
        speaking(locale, f"{server.url}/api/messages") as endpoint,
        running_playground(endpoint, "megan") as url,
    ):
        megan = Client(chromium, url)
        megan.card(say("menu.actions.casework")).wait_for()
        megan.command("menu")
        megan.press(say("menu.actions.coordinate"))
        megan.press(say("menu.actions.plan"))
        megan.press(say("plan.actions.ready"))
        megan.sees(say("plan.kinds.week"))
        screenshot(megan.page, f"teams-plan-{locale}")
        megan.dialog.get_by_role("button", name=say("plan.actions.show")).nth(4).click()
        megan.sees(say("plan.kinds.review_meeting"))
        megan.fill(say("plan.questions.text.label"), "Met politie en zorg.")
        megan.press(say("plan.actions.note"))
        megan.sees(say("plan.done.times", number="1", of=4))
        assert "Met politie en zorg." in megan.dialog.inner_text()
        screenshot(megan.page, f"teams-promise-{locale}")
