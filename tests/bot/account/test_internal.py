"""The internal edition: exact figures of what its reader may know of, afresh, and marked as confidential."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlmodel import delete

from bot.account.assembly import AccountView, assemble
from bot.account.export import write_account
from bot.account.tables import ORDER
from bot.foundation import words
from bot.reports import readers
from storage import audit, field_log, people
from storage.reports import Viewer
from storage.tables.reports import Report
from tests.bot.account import filling
from tests.bot.account.diary import write
from tests.bot.account.making import keep, keep_redirects, some_reports
from tests.bot.account.test_closing import FIRST, LAST, close
from tests.bot.account.test_second_opinion import OVER, PERIODS, check
from tests.support.world import World

SPRING = date(2026, 1, 1), date(2026, 6, 30)
SEPTEMBER = date(2025, 9, 1), date(2025, 9, 30)


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


def viewer(world: World, who: str = "coordinator") -> Viewer:
    with world.reading() as session:
        person = people.by_id(session, world.people[who])
    assert person is not None
    found = readers.viewer_of(world.vault, person)
    assert found is not None
    return found


def shown(world: World, first: date = FIRST, last: date = LAST, who: str = "coordinator") -> AccountView:
    with world.reading() as session:
        of = viewer(world, who)
        return assemble(session, world.organisation.id, first, last, world.clock().date(), viewer=of)


def council(world: World) -> AccountView:
    with world.reading() as session:
        return assemble(session, world.organisation.id, FIRST, LAST, LAST, "council")


def test_every_report_that_its_reader_may_know_of_is_counted_as_it_is(world: World) -> None:
    """Seven reports: the council reads "7"; who handles them reads every one of them."""
    with world.unit() as session:
        made = some_reports(7, FIRST, LAST, 3, list(world.departments.values()))
        keep(session, world.organisation.id, made)
        keep_redirects(session, world.organisation.id, {"threat": 2}, FIRST)
    for _ in range(2):  # also once the half-year is closed
        view = shown(world)
        assert view.afresh and view.account.received == 7
        by_theme = {line.themes[0]: line.number for line in view.account.themes if line.number}
        assert by_theme == {one.theme: sum(one.theme == other.theme for other in made) for one in made}
        assert sum(part.number for part in view.account.departments) == 7
        assert [block.number for block in view.account.months] == [
            sum(one.received_on.month == month for one in made) for month in range(7, 13)
        ]
        assert not isinstance(view.account.redirected, int)  # who was sent elsewhere they do not know
        close(world)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_every_exact_figure_is_what_really_happened(sqlite_world: World, seed: int) -> None:
    diary, of, exact = write(sqlite_world, seed), viewer(sqlite_world), 0
    for closed in (False, True):
        if closed:
            close(sqlite_world)
        with sqlite_world.reading() as session:
            for first, last in (*PERIODS, SEPTEMBER):
                view = assemble(session, sqlite_world.organisation.id, first, last, OVER, viewer=of)
                exact += check(view, diary, first, last)
                came_in = [one for one in diary.reports if first <= one.received_on <= last]
                assert view.account.received == len(came_in)
                assert sum(line.number for line in view.account.themes) == len(came_in)
                assert view.account.open_at_end is not None
    assert exact > 100


def test_a_report_that_was_destroyed_is_counted_no_more_and_the_council_still_reads_it(world: World) -> None:
    with world.unit() as session:
        keep(session, world.organisation.id, some_reports(30, FIRST, LAST, 3))
    close(world)
    with world.unit() as session:
        session.execute(delete(Report))
    assert shown(world).account.received == 0 and council(world).account.received == 30


def test_what_the_municipality_did_is_there_for_any_month_and_people_only_as_told(
    sqlite_world: World,
) -> None:
    world = sqlite_world
    filling.fill(world)
    close(world)
    with world.unit() as session:
        field_log.add(session, world.organisation.id, "tips", date(2025, 9, 10), 1)
    month = {table.name: table for table in shown(world, *SEPTEMBER).tables}
    numbers = {row.keys[0]: row.numbers[0] for row in month["activities"].rows}
    assert numbers == {"checks": 12, "closures": 2, "tips": 1, "own/1": 7}
    assert {len(row.keys) for row in month["meetings_reached"].rows} == {1}
    assert "meetings_not_reached" in month and "onboarding_departments" not in month
    half = {table.name: table for table in shown(world).tables}
    told = {table.name: table for table in council(world).tables}
    assert list(half) == sorted(half, key=ORDER.index) and set(told) < set(half)
    for name in ("onboarding_departments", "week_participants", "campaigns", "modules"):
        assert half[name] == told[name]


def test_every_sheet_is_marked_as_confidential_and_those_for_the_council_are_not(
    sqlite_world: World, tmp_path: Path
) -> None:
    world = sqlite_world
    filling.fill(world)
    close(world)
    for locale in words.LOCALES:
        mark = words.text("workbook.front.confidential", locale)
        for edition, marked in (("internal", True), ("council", False)):
            out = tmp_path / f"{edition}-{locale}.xlsx"
            sheets = made(world, out, FIRST, LAST, locale=locale, edition=edition)
            assert len(sheets) > 4
            assert {sheet.oddHeader.center.text for sheet in sheets} == {mark if marked else None}
            assert (mark in [cell.value for cell in sheets[0]["A"]]) == marked
    with world.reading() as session:
        newest = audit.entries(session, world.organisation.id, 1)[0]
    assert newest.action == "account.exported" and " council " in newest.detail


def test_its_form_is_the_same_whether_or_not_anything_is_left_out(
    sqlite_world: World, tmp_path: Path
) -> None:
    """Two readers, one of whom is left out of a report: the words are the same, the numbers are their own."""
    world = sqlite_world
    world.report()
    world.report(untold=(str(world.people["coordinator"]),))
    fronts = []
    for who in ("coordinator", "handler"):
        front = made(world, tmp_path / f"{who}.xlsx", *SPRING, viewer=viewer(world, who))[0]
        fronts.append([[cell.value for cell in row] for row in front.iter_rows()])
    received = words.text("workbook.front.figures.received", "nl")
    assert [next(row[2] for row in front if row[0] == received) for front in fronts] == [1, 2]
    assert [row[:2] for row in fronts[0]] == [row[:2] for row in fronts[1]]


def test_the_deputy_counts_what_is_on_their_list(sqlite_world: World) -> None:
    world = sqlite_world
    world.report()
    world.report(untold_described="Iemand met een rode fiets.")
    assert shown(world, *SPRING, "deputy").account.received == 1
    assert shown(world, *SPRING, "coordinator").account.received == 1
    walk = world.walk("deputy")
    assert walk.do("account", "open").step == "period"
    assert "final" not in {one.name for one in walk.screen.actions}
    assert walk.do("account", "final").step == "sorry"


def made(world: World, out: Path, first: date, last: date, **more: Any) -> list[Any]:
    """The sheets of a workbook that a coordinator (or somebody else) has made."""
    asked: dict[str, Any] = {"now": world.clock(), "viewer": viewer(world), **more}
    write_account(world.engine, world.vault, None, first, last, out, **asked)
    return list(openpyxl.load_workbook(out).worksheets)
