"""A half-year that is not over is judged today: nobody is late before their day, no month is 0 before it."""

from datetime import date, timedelta

import pytest

from bot.account.assembly import AccountView, assemble
from bot.account.disclosure.tables import Table
from bot.account.workbook.book import book
from bot.account.workbook.cover import Edition
from bot.account.workbook.labels import Labels
from bot.foundation import words
from storage.tables.directory import Person
from storage.tables.gatherings import Campaign, CampaignCount
from storage.tables.learning import Learning
from tests.bot.account.making import Made, keep
from tests.support.world import World

FIRST, LAST, TODAY = date(2026, 7, 1), date(2026, 12, 31), date(2026, 11, 30)


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


def begin(world: World) -> None:
    """39 people who are late today, 5 who have until 14 December; 40 reports, of which 30 are open."""
    home, place = world.organisation.id, min(world.departments.values())
    with world.unit() as session:
        for number in range(44):
            person = Person(organisation_id=home, name=f"Iemand {number}", department_id=place)
            session.add(person)
            session.flush()
            due = date(2026, 10, 1) if number < 39 else date(2026, 12, 14)
            assigned = due - timedelta(days=40)
            learning = Learning(
                organisation_id=home,
                person_id=person.id or 0,
                programme="onboarding",
                module="a",
                assigned_on=assigned,
                due_on=due,
                begun_on=assigned,
            )
            session.add(learning)
        day = date(2026, 11, 20)
        keep(
            session,
            home,
            [
                Made("drugs", "named", place, date(2026, 7 + n // 8, 3), None, None, None)
                if n < 30
                else Made("drugs", "named", place, date(2026, 11, 3), None, day, "check", (), day)
                for n in range(40)
            ],
        )
        campaign = Campaign(
            organisation_id=home, name="", title="Later", text="", planned_on=date(2026, 12, 8)
        )
        session.add(campaign)
        session.flush()
        session.add(
            CampaignCount(campaign_id=campaign.id or 0, department_id=place, sent=50, opened=0, completed=0)
        )


def shown(world: World, last: date = LAST, today: date = TODAY) -> AccountView:
    with world.reading() as session:
        return assemble(session, world.organisation.id, FIRST, last, today)


def told(account: AccountView, name: str) -> Table | None:
    return next((table for table in account.tables if table.name == name), None)


def test_who_has_until_december_is_in_time_in_november(world: World) -> None:
    begin(world)
    table = told(shown(world), "onboarding_departments")
    assert table is not None and table.total == (0, 5, 0, 39)
    over = told(shown(world, today=date(2027, 1, 4)), "onboarding_departments")
    assert over is not None and over.total == (0, 0, 0, 44)
    assert told(shown(world), "campaigns") is None  # it has yet to go out


@pytest.mark.parametrize("today", (TODAY, date(2026, 11, 27)))
def test_a_month_that_has_yet_to_begin_is_not_there_and_open_is_open_today(world: World, today: date) -> None:
    begin(world)
    account = shown(world, today=today)
    assert [(block.first.month, block.number) for block in account.account.months] == [
        (7, 8),
        (8, 8),
        (9, 8),
        (10, 6),
        (11, 10),
    ]
    assert (account.account.received, account.account.open_at_end) == (40, 30)
    for locale in words.LOCALES:
        labels = Labels(locale, "", {})
        front = book(account.account, Edition("Gemeente", today, False), labels, account).front
        assert labels.day(today) in str(front.figures) and labels.day(LAST) not in str(front)
        assert front.subtitles[1] == labels.period(FIRST, today)


def test_a_year_of_which_half_is_yet_to_come_is_told_until_today(world: World) -> None:
    begin(world)
    account = shown(world, last=date(2027, 6, 30))
    assert account.account.last == TODAY and account.account.received == 40
