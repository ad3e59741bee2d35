"""Every figure of every table, edition and period, beside a count that shares no code with the product."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime

import pytest
from sqlmodel import col, delete, select, update

from bot.account import closing
from bot.account.assembly import AccountView, assemble
from bot.account.disclosure.numbers import Figure, bounds
from bot.foundation import words
from storage.tables.directory import Department
from storage.tables.reports import Report
from tests.bot.account.diary import FIRST, LAST, Diary, write
from tests.bot.account.making import Made, closings, is_open
from tests.bot.account.opinion import TABLES, redirects, within
from tests.support.world import World

HALVES = ((FIRST, date(2025, 12, 31)), (date(2026, 1, 1), LAST))
PERIODS = (*HALVES, (FIRST, LAST), (date(2026, 1, 1), date(2026, 3, 31)))
OVER = date(2026, 7, 9)
UNCOUNTED = {"onboarding_days"}  # decided by what may be told; test_suppression holds it


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


def holds(figure: Figure, truth: int, about: object) -> None:
    """What is told of a number is true."""
    if figure is not None:
        least, most = bounds(figure)
        assert least <= truth and (most is None or truth <= most), (about, figure, truth)


def check(shown: AccountView, diary: Diary, first: date, last: date) -> int:
    """Holds all that is shown against the diary; gives how many exact numbers there were."""
    reports(shown, diary.reports, first, last)
    sent = {kind: number for kind, (number,) in redirects(diary, first, last).items()}
    holds(shown.account.redirected, sum(sent.values()), "redirected")
    for keys, number, partly in shown.account.redirects:
        truth = sum(sent.get(key, 0) for key in keys)
        assert number <= truth if partly else number == truth, (keys, number, truth)
    exact = 0
    for table in shown.tables:
        if table.name in UNCOUNTED:
            continue
        lines = TABLES[table.name](diary, first, last)
        for row in table.rows:
            members = [key for key in row.keys if key != "whole"]
            for place, figure in enumerate(row.numbers):
                if members:
                    number = sum(lines.get(key, (0,) * 9)[place] for key in members)
                    holds(figure, number, (table.name, row.keys, table.measures[place]))
                exact += isinstance(figure, int)
        for place, figure in enumerate(table.total):
            whole = sum(numbers[place] for numbers in lines.values())
            holds(figure, whole, (table.name, table.measures[place]))
        if table.name == "meetings_not_reached":
            assert {row.keys[0] for row in table.rows} == set(lines)
        if table.name == "meetings_reached":
            assert {key for row in table.rows for key in row.keys} == set(lines)
            assert all(isinstance(number, int) for row in table.rows for number in row.numbers)
    return exact


def reports(shown: AccountView, made: Iterable[Made], first: date, last: date) -> None:
    """The same for reports."""
    account = shown.account
    came_in = [one for one in made if first <= one.received_on <= last]
    closed = [one for each in made for one in closings(each) if first <= one[0] <= last]
    again = [one for each in made for one in each.again if first <= one.reopened_on <= last]
    answered = [one for one in made if one.first_answer_on and first <= one.first_answer_on <= last]
    decided = [one for one in made if one.decided_on and first <= one.decided_on <= last]
    assert account.decided is not None and account.origins is not None
    still = [one for one in made if is_open(one, last)]
    for figure, some in (
        (account.received, came_in),
        (account.closed.reports, closed),
        (account.answered.reports, answered),
        (account.decided.reports, decided),
        (account.open_at_end, still),
        (account.reopened, again),
    ):
        holds(figure, len(some), "reports")
    by_theme = Counter(one.theme for one in came_in)
    for line in account.themes:
        truth = sum(by_theme[theme] for theme in line.themes)
        assert line.number <= truth if line.partly else line.number == truth, line
    for parts, counts in (
        (account.identities, Counter(one.identity for one in came_in)),
        (account.origins or (), Counter(one.origin or "reporter" for one in came_in)),
        (account.outcomes, Counter(outcome or "" for _, outcome, _ in closed)),
    ):
        for keys, number, partly in parts:
            truth = sum(counts[key] for key in keys)
            assert number <= truth if partly else number == truth, (keys, number, truth)
    places = Counter(one.department or 0 for one in came_in)
    for part in account.departments:
        truth = sum(places[key] for key in part.keys)
        assert part.number <= truth if part.partly else part.number == truth, part
    if account.cross:
        for line, row in zip(account.cross.themes, account.cross.cells, strict=True):
            for block, cell in zip(account.cross.months, row, strict=True):
                some = [one for one in came_in if block.first <= one.received_on <= block.last]
                assert cell in (None, sum(one.theme in line.themes for one in some))
    days = [(one.first_answer_on - one.received_on).days for one in answered if one.first_answer_on]
    weighed = [(one.decided_on - one.received_on).days for one in decided if one.decided_on]
    until = [days for _, _, days in closed]
    for told, waited in ((account.answered, days), (account.decided, weighed), (account.closed, until)):
        for quarters, day in enumerate((told.quarter, told.half, told.three_quarters), 1):
            assert day is None or day == within(waited, quarters)
        assert told.in_time is None or told.in_time == sum(one <= 7 for one in waited)
        assert told.late is None or told.late == sum(one > 7 for one in waited)
    for block in account.months:
        assert block.number == sum(block.first <= one.received_on <= block.last for one in came_in)


@pytest.mark.slow
@pytest.mark.both
@pytest.mark.parametrize("seed", range(5))
def test_every_figure_is_what_really_happened(world: World, seed: int) -> None:
    diary = write(world, seed)
    home = world.organisation
    exact, seen = 0, set[str]()
    with world.reading() as session:
        for first, last in PERIODS:
            exact += check(assemble(session, home.id, first, last, OVER), diary, first, last)
    for first, _ in HALVES:
        half, now = f"{first.year}-H{1 + (first.month > 6)}", datetime(2026, 7, 9, 9, tzinfo=UTC)
        closing.close(closing.on(world.engine), world.vault, home, half, now)
    with world.unit() as session:  # all that must change nothing
        old = select(Report.id).where(
            col(Report.received_on) < HALVES[1][0],
            col(Report.closed_on) < HALVES[1][0],
            col(Report.reopened_on).is_(None),
        )
        session.execute(delete(Report).where(col(Report.id).in_(old.limit(9))))
        session.execute(update(Report).where(col(Report.identity) == "named").values(theme="cyber"))
        session.execute(update(Department).values(name=Department.name + " (nieuw)"))
    for edition in ("council", "internal"):
        with world.reading() as session:
            for first, last in PERIODS:
                shown = assemble(session, home.id, first, last, OVER, edition)
                assert edition == "internal" or "meetings_not_reached" not in {
                    one.name for one in shown.tables
                }
                exact += check(shown, diary, first, last)
                seen |= {table.name for table in shown.tables}
    assert exact > 100
    answers = Counter[date]()
    for _, begun, number in diary.satisfied:
        answers[begun] += number
    assert ("satisfaction" in seen) == any(number >= 10 for number in answers.values())


@pytest.mark.parametrize(
    ("moment", "day"),
    (
        (datetime(2025, 12, 31, 22, 59, tzinfo=UTC), date(2025, 12, 31)),
        (datetime(2025, 12, 31, 23, 0, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 29)),  # 00:30, and at 02:00 it is 03:00
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),  # and at 03:00 it is 02:00
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
    ),
)
def test_a_report_counts_on_the_day_that_it_is_in_the_netherlands(
    sqlite_world: World, moment: datetime, day: date
) -> None:
    world = sqlite_world
    world.clock.now = moment
    for _ in range(5):
        world.report(identity="named")
    first = day.replace(month=1 if day.month < 7 else 7, day=1)
    with world.reading() as session:
        shown = assemble(
            session, world.organisation.id, first, day.replace(day=31 if day.month != 9 else 30), day
        )
    assert shown.account.received == 5
    assert [block.number for block in shown.account.months if block.first.month == day.month] == [5]
