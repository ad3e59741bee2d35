"""What the coordinator sees of the account and what is brought, in both languages, on every platform."""

import json

import lxml.html
import pytest

from bot.foundation import words
from bot.foundation.screen import Event
from handlers.slack import render as slack
from handlers.teams import render as teams
from handlers.web import render as web
from tests.bot.account import test_closing
from tests.bot.account.making import keep, some_reports
from tests.bot.account.test_bringing import shown
from tests.bot.account.test_closing import FIRST, LAST, LATER
from tests.bot.test_content import A_KEY, BUTTON, buttons, seen
from tests.support import slack_limits
from tests.support.world import World

LARGEST = 28_000  # bytes of a card that Teams shows everywhere
COUNCIL = {"first": "2025-07", "last": "2025-12", "edition": "council"}


def close(world: World) -> None:
    with world.unit() as session:
        keep(session, world.organisation.id, some_reports(60, FIRST, LAST, 1))
    test_closing.close(world, now=LATER)


def test_the_council_can_be_asked_for_once_the_figures_are_final(sqlite_world: World) -> None:
    walk = sqlite_world.walk("coordinator")
    walk.do("account", "open")
    refused = walk.submit(**COUNCIL)
    assert refused.step == "period"
    (field,) = (one for one in refused.inputs if one.error)
    assert field.name == "edition" and field.value == "council" and "2025-H2" in field.error
    close(sqlite_world)
    made = walk.submit(**COUNCIL)
    assert made.step == "made" and made.file is not None
    assert made.file.argument == "2025-07-01/2025-12-31/council"
    assert [one.argument for one in made.actions if one.dialogue == "file"] == [
        "account/2025-07-01/2025-12-31/council/pdf",
        "account/2025-07-01/2025-12-31/council/docx",
        "account/2025-07-01/2025-12-31/council/csv",
        "account/2025-07-01/2025-12-31/council/json",
        "picture/2025-07-01/2025-12-31/png",
        "picture/2025-07-01/2025-12-31/pdf",
    ]
    picture = walk.event(Event("file", "open", "picture/2025-07-01/2025-12-31/png"))
    assert picture.step == "ready"


@pytest.mark.parametrize("locale", words.LOCALES)
def test_every_screen_fits_and_says_everything_in_words(locale: str, sqlite_world: World) -> None:
    walk = sqlite_world.walk("coordinator", locale=locale)
    screens = [walk.do("account", "open"), walk.submit(**COUNCIL)]
    close(sqlite_world)
    screens.append(walk.submit(**COUNCIL))
    for screen in screens:
        assert [said for said in seen(screen) if A_KEY.fullmatch(said) or "%{" in said] == []
        assert [one.label for one in buttons(screen) if len(one.label) > BUTTON] == []
        assert slack_limits.problems(slack.modal(screen)) == []
        assert len(json.dumps(teams.dialog(screen)).encode()) < LARGEST
        page = lxml.html.fromstring(web.screen(screen, web.Around(locale)))
        assert [heading.text_content().strip() for heading in page.iter("h1")] == [screen.title]


@pytest.mark.parametrize("locale", words.LOCALES)
def test_every_message_fits_in_a_conversation(locale: str, sqlite_world: World) -> None:
    words.load()
    close(sqlite_world)
    for about in ("story/2026-H2", "ready/2025-H2", "digest/2026-07"):
        screen = shown(sqlite_world, about, locale=locale)
        assert screen is not None
        assert [said for said in seen(screen) if A_KEY.fullmatch(said) or "%{" in said] == []
        assert [one.label for one in buttons(screen) if len(one.label) > BUTTON] == []
        assert slack_limits.problems(slack.message(screen)) == []
        assert len(json.dumps(teams.message(screen)).encode()) < LARGEST
