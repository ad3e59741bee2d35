"""The database counts what somebody would count one by one."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from storage import counts, reports
from storage.counts import Counts
from storage.reports import Viewer
from storage.tables.reports import Report, ReportExclusion
from tests.bot.account.making import Made, counted, keep, keep_redirects, some_redirects, some_reports
from tests.support.world import World

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
BEFORE, AFTER = date(2025, 7, 1), date(2026, 12, 31)


def in_order(found: Counts) -> list[object]:
    """The same counts, with the lines of every list in one order."""
    lists = (found.received, found.answered, found.decided or (), found.closed, found.redirected)
    return [found.open_at_end, found.reopened, *(sorted(rows, key=str) for rows in lists)]


def a_report(received: date, answered: date | None = None, closed: date | None = None) -> Made:
    return Made("drugs", "named", None, received, answered, closed, "riec" if closed else None, (), closed)


def test_the_database_counts_what_counting_one_by_one_gives(world: World) -> None:
    made = some_reports(400, BEFORE, AFTER, 7, list(world.departments.values()), again=0.3)
    redirects = some_redirects(40, 7)
    with world.unit() as session:
        keep(session, world.organisation.id, made)
        keep_redirects(session, world.organisation.id, redirects, date(2026, 6, 1))
    with world.reading() as session:
        found = counts.count(session, world.organisation.id, FIRST, LAST)
    assert in_order(found) == in_order(counted(made, redirects, FIRST, LAST))
    assert sum(row.number for row in found.received) < 400


def test_a_period_counts_its_first_and_its_last_day_and_no_other(world: World) -> None:
    days = [date(2025, 12, 31), FIRST, LAST, date(2026, 7, 1)]
    with world.unit() as session:
        keep(session, world.organisation.id, [a_report(day, day, day) for day in days])
    with world.reading() as session:
        found = counts.count(session, world.organisation.id, FIRST, LAST)
    assert [row.month for row in sorted(found.received)] == [date(2026, 1, 1), date(2026, 6, 1)]
    assert (found.answered, found.decided, found.closed) == ([(0, 2)], [(0, 2)], [("riec", 0, 2)])
    assert found.open_at_end == 0


def test_open_at_the_end_is_all_that_came_in_by_then_and_was_closed_later_or_never(world: World) -> None:
    made = [
        a_report(BEFORE),
        a_report(BEFORE, closed=LAST),
        a_report(FIRST, closed=date(2026, 7, 1)),
        a_report(date(2026, 7, 1)),
    ]
    with world.unit() as session:
        keep(session, world.organisation.id, made)
    with world.reading() as session:
        assert counts.count(session, world.organisation.id, FIRST, LAST).open_at_end == 2


def test_days_are_counted_across_months_and_leap_years(world: World) -> None:
    with world.unit() as session:
        made = [
            a_report(date(2024, 2, 28), date(2024, 3, 1), date(2025, 3, 1)),
            a_report(date(2023, 12, 31), date(2024, 1, 1), date(2024, 1, 31)),
        ]
        keep(session, world.organisation.id, made)
    with world.reading() as session:
        found = counts.count(session, world.organisation.id, date(2024, 1, 1), date(2025, 12, 31))
    assert sorted(found.answered) == [(1, 1), (2, 1)]
    assert sorted(found.closed) == [("riec", 31, 1), ("riec", 367, 1)]


def test_another_organisation_is_not_counted(world: World) -> None:
    other = world.add_organisation("duindorp", "Duindorp")
    with world.unit() as session:
        keep(session, other.id, some_reports(20, FIRST, LAST, 1))
        keep_redirects(session, other.id, {"danger": 9}, FIRST)
    with world.reading() as session:
        assert counts.count(session, world.organisation.id, FIRST, LAST) == Counts([], [], [], 0, [], 0, [])


@pytest.mark.both
def test_what_a_handler_may_not_know_of_is_in_none_of_their_counts(world: World) -> None:
    key = world.vault.handler_hash(world.organisation.id, world.people["handler"])
    for_deputy = [a_report(FIRST, FIRST, FIRST), a_report(FIRST)]
    for_all = some_reports(30, FIRST, LAST, 3)
    with world.unit() as session:
        keep(session, world.organisation.id, for_deputy, audience="deputy")
        keep(session, world.organisation.id, for_all)
        everybody = Viewer(world.organisation.id, ("",), ("handlers",))
        known = select(Report).where(*reports.visible_to(everybody)).limit(2)
        first, second = (reports.row(report) for report in session.exec(known).all())
        for report in (first, second):
            session.add(ReportExclusion(report_id=report.id, handler_key=key))
    with world.reading() as session:
        all_of_it = counts.count(session, world.organisation.id, FIRST, LAST)
        own = counts.count(
            session, world.organisation.id, FIRST, LAST, Viewer(world.organisation.id, (key,), ("handlers",))
        )
    assert sum(row.number for row in all_of_it.received) == 32
    assert sum(row.number for row in own.received) == 28
    lost: list[Any] = [first, second, *for_deputy]
    for name, day in (("answered", "first_answer_on"), ("decided", "decided_on"), ("closed", "closed_on")):
        gone = sum(1 for report in lost if (on := getattr(report, day)) and FIRST <= on <= LAST)
        total = sum(row.number for row in getattr(all_of_it, name))
        assert sum(row.number for row in getattr(own, name)) == total - gone
    gone = sum(1 for report in lost if report.closed_on is None or report.closed_on > LAST)
    assert own.open_at_end == all_of_it.open_at_end - gone


def test_a_month_without_redirects_and_one_outside_the_period_add_nothing(world: World) -> None:
    with world.unit() as session:
        keep_redirects(session, world.organisation.id, {"threat": 3}, date(2026, 3, 1))
        keep_redirects(session, world.organisation.id, {"threat": 5, "inside": 1}, date(2026, 5, 1))
        keep_redirects(session, world.organisation.id, {"threat": 7}, date(2026, 7, 1))
    with world.reading() as session:
        found = counts.count(session, world.organisation.id, FIRST, LAST).redirected
    assert sorted(found) == [("inside", 1), ("threat", 8)]
