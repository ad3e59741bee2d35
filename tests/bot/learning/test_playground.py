"""A module in a Teams-like client in a real browser: a page, a question, its explanation, the place kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.learning import content
from bot.learning.content import Module
from bot.lessons.content import Step
from bot.screens import markdown
from storage.masters import new_master
from tests.support import javascript
from tests.support.browser import screenshot
from tests.support.servers import RunningServer, running_server
from tests.support.teams_playground import CLI, TENANT, Client, email, running_playground

pytestmark = [pytest.mark.node, pytest.mark.slow]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    """`baken serve`, which believes whoever is on this machine and knows one person by e-mail address."""
    if not CLI.exists():
        pytest.skip(javascript.MISSING)
    settings = {
        "BAKEN_MASTER_KEYS": new_master(),
        "BAKEN_ORGANISATION": "Voorbeeldstad",
        "BAKEN_COORDINATORS": email("megan"),
        "TEAMS_UNAUTHENTICATED": "loopback",
        "TEAMS_TENANT_ID": TENANT,
    }
    with running_server(["-m", "handlers.cli", "serve"], settings, seconds=90) as running:
        yield running


def first_question(module: Module) -> Step:
    return next(step for step in module.steps if step.kind == "question" and len(step.right) == 1)


def test_a_module_is_taken_in_a_dialog_and_goes_on_where_it_was_left(
    server: RunningServer, chromium: Browser
) -> None:
    module = content.of("")["onboarding"].modules["why-us"]
    said, question = module.words["en"], first_question(module)
    answer = said.steps[question.name].answers[question.right[0]]
    with running_playground(f"{server.url}/api/messages", "megan") as url:
        megan = Client(chromium, url)
        megan.card("Handle reports").wait_for()
        megan.command("menu")
        megan.press("My modules")
        megan.sees(said.title)
        screenshot(megan.page, "teams-learn-mine-en")
        megan.press("Start")
        megan.sees(said.steps[module.steps[0].name].title)
        screenshot(megan.page, "teams-learn-page-en")
        for step in module.steps[: module.steps.index(question)]:
            megan.sees(said.steps[step.name].title)
            megan.press("Next")
        megan.sees(said.steps[question.name].question)
        megan.choose(answer.label)
        screenshot(megan.page, "teams-learn-question-en")
        megan.press("Check")
        megan.sees("Well spotted.")
        megan.sees(markdown.plain(answer.why)[:40])
        screenshot(megan.page, "teams-learn-feedback-en")
        megan.close()
        assert answer.why[:40] not in megan.page.locator("body").inner_text()
        megan.command("menu")
        megan.press("My modules")
        megan.press("Go on")
        megan.sees("Well spotted.")
