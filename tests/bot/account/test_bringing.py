"""What the account brings: to the coordinator the story and the figures, to management a digest."""

from datetime import UTC, date, datetime

import pytest

from bot.account import closing, messages
from bot.foundation import words
from bot.foundation.screen import Fact, Facts, Screen
from bot.messages.mailings import Moment, Recipient
from storage import mailings, people
from tests.bot.account.making import keep, some_reports
from tests.bot.account.test_closing import FIRST, LAST, LATER, close
from tests.support.world import World


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


def planned(world: World) -> list[tuple[str, int]]:
    """What is planned: key, and for how many."""
    with world.reading() as session:
        rows = mailings.listed(session, world.organisation.id)
    return sorted((row.key, sum(row.counts.values())) for row in rows)


def plan(world: World, moment: datetime) -> int:
    return messages.plan(world.engine, world.organisation, moment)


def shown(world: World, about: str, day: datetime = LATER, locale: str = "nl") -> Screen | None:
    with world.reading() as session:
        person = Recipient(1, "Iemand", "")
        return messages.show(Moment(session, world.organisation, person, about, locale, day.date()))


def test_the_story_is_asked_for_a_month_before_the_half_year_ends_and_once(world: World) -> None:
    assert plan(world, datetime(2026, 5, 29, 9, 0, tzinfo=UTC)) == 0
    assert plan(world, datetime(2026, 6, 1, 9, 0, tzinfo=UTC)) == 1
    assert plan(world, datetime(2026, 6, 2, 9, 0, tzinfo=UTC)) == 0
    assert planned(world) == [("account/story/2026-H1", 1)]


def test_the_coordinator_hears_that_the_figures_are_final(world: World) -> None:
    with world.unit() as session:
        keep(session, world.organisation.id, some_reports(60, FIRST, LAST, 1))
    now = datetime(2026, 1, 8, 9, 0, tzinfo=UTC)
    assert plan(world, now) == 0
    closing.close_due(world.engine, world.vault, now)
    assert (plan(world, now), plan(world, now)) == (1, 0)
    assert planned(world) == [("account/ready/2025-H2", 1)]


def test_management_gets_one_digest_a_month(world: World) -> None:
    with world.unit() as session:
        people.give_role(session, world.people["employee"], "management")
    days = (2, 20, 31)
    assert [plan(world, datetime(2026, 3, day, 9, 0, tzinfo=UTC)) for day in days] == [1, 0, 0]
    assert plan(world, datetime(2026, 4, 1, 9, 0, tzinfo=UTC)) == 1


def test_a_digest_tells_of_reports_only_what_is_final(sqlite_world: World) -> None:
    world = sqlite_world
    with world.unit() as session:
        keep(session, world.organisation.id, some_reports(60, FIRST, LAST, 1))
    for locale in words.LOCALES:
        screen = shown(world, "digest/2026-03", locale=locale)
        assert screen is not None and not [part for part in screen.body if isinstance(part, Facts)]
    close(world, now=LATER)
    with world.unit() as session:
        keep(
            session,
            world.organisation.id,
            some_reports(30, date(2026, 2, 1), date(2026, 2, 28), 2),
        )
    screen = shown(world, "digest/2026-03")
    assert screen is not None and not screen.confidential
    (facts,) = (part for part in screen.body if isinstance(part, Facts))
    assert Fact("Meldingen ontvangen", "60") in facts.rows
    assert "30" not in [row.value for row in facts.rows]


def test_every_message_has_its_words_and_a_story_is_not_asked_for_too_late(sqlite_world: World) -> None:
    for locale in words.LOCALES:
        for about in ("story/2026-H2", "ready/2026-H1", "digest/2026-07"):
            screen = shown(sqlite_world, about, locale=locale)
            assert screen is not None and "brought." not in str(screen.body) and "%{" not in str(screen)
            assert len(screen.title) <= 24
    assert shown(sqlite_world, "story/2026-H1") is None


def test_the_buttons_of_the_messages_lead_somewhere(sqlite_world: World) -> None:
    walk = sqlite_world.walk("coordinator")
    for about, step in (("story/2026-H2", "list"), ("ready/2026-H1", "period")):
        screen = shown(sqlite_world, about)
        assert screen is not None
        (button,) = screen.actions
        sqlite_world.clock.now = LATER
        assert walk.do(button.dialogue, button.name, button.argument).step == step
