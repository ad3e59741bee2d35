"""What an account does with what hardly ever is: very many departments, and nothing at all."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlmodel import Session, col, delete, select, update

from bot.account.disclosure.disclosed import load
from bot.account.disclosure.figures import account
from bot.account.disclosure.kinds import KINDS
from bot.account.disclosure.suppression import THRESHOLD
from bot.account.workbook.labels import Labels
from bot.foundation import words
from storage import closings
from storage.counts import Counts
from storage.tables.directory import Department, PersonRole
from storage.tables.reports import Report
from tests.bot.account.making import keep, some_reports
from tests.bot.account.test_closing import FIRST, LAST, close, made
from tests.support.world import World

HIGHEST = 409  # points that Excel makes a row at most


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


def test_a_line_of_two_hundred_departments_is_no_higher_than_excel_can_show(
    sqlite_world: World, tmp_path: Path
) -> None:
    world = sqlite_world
    with world.unit() as session:
        for number in range(200):
            name = f"Afdeling vergunningen, toezicht en handhaving {number}"
            session.add(Department(organisation_id=world.organisation.id, name=name))
        session.flush()
        keep(
            session, world.organisation.id, some_reports(40, FIRST, LAST, 5, list(world.departments.values()))
        )
    close(world)
    for locale, words_of in (("nl", "en nog"), ("en", "others")):
        out = tmp_path / f"{locale}.xlsx"
        sheets = made(world, out, locale=locale)
        assert any(words_of in str(cell) for rows in sheets.values() for row in rows for cell in row)
        for sheet in load_workbook(out).worksheets:
            assert all((row.height or 0) <= HIGHEST for row in sheet.row_dimensions.values()), sheet.title


def test_names_that_fit_are_all_there() -> None:
    labels = Labels("nl", "", {})
    assert labels.all_of(["a", "b"]) == "a; b"
    assert labels.all_of(["x" * 390] * 3) == "; ".join(["x" * 390] * 2) + "; en nog 1 andere"


def test_a_half_year_with_nothing_in_it_is_closed_and_says_so(world: World, tmp_path: Path) -> None:
    close(world)
    sheets = made(world, tmp_path / "a.xlsx")
    assert "Thema" not in sheets and len(sheets["Toelichting"]) > 5
    nothing = account(Counts([], [], [], 0, []), date(2020, 1, 1), date(2020, 6, 30), (), THRESHOLD)
    assert nothing.received == 0 and nothing.themes and not any(line.number for line in nothing.themes)


def test_a_table_without_lines_can_be_made_of_every_kind() -> None:
    for kind in KINDS.values():
        assert not any(kind.of({}, THRESHOLD).total)


def test_a_half_year_of_which_all_reports_are_kept_from_somebody_tells_none_and_looks_like_any_other(
    sqlite_world: World, tmp_path: Path
) -> None:
    world = sqlite_world
    with world.unit() as session:
        keep(session, world.organisation.id, some_reports(30, FIRST, LAST, 5))
        session.exec(update(Report).values(withheld=True))
    (done,) = close(world)
    with world.reading() as session:
        (row,) = closings.versions(session, world.organisation.id, done.half)
    assert load(row.told).account.received == 0
    sheets = made(world, tmp_path / "a.xlsx", edition="council")
    front = {str(row[0]): row[-1] for row in sheets["Toelichting"]}
    assert front["Meldingen ontvangen"] == 0 and "Thema" not in sheets
    empty = tmp_path / "b.xlsx"
    with world.unit() as session:
        session.exec(delete(Report))
    assert made(world, empty, edition="council") == sheets


@pytest.mark.parametrize("edition", ["council", "internal"])
def test_a_period_before_the_first_row_is_all_zeros(
    sqlite_world: World, tmp_path: Path, edition: str
) -> None:
    world = sqlite_world
    with world.unit() as session:
        keep(session, world.organisation.id, some_reports(30, FIRST, LAST, 5))
    period = {"first": date(2019, 1, 1), "last": date(2019, 12, 31), "edition": edition}
    front = {str(row[0]): row[-1] for row in made(world, tmp_path / "a.xlsx", **period)["Toelichting"]}
    assert front["Meldingen ontvangen"] == 0


def test_an_organisation_without_a_deputy_closes_and_exports_as_any_other(
    sqlite_world: World, tmp_path: Path
) -> None:
    world = sqlite_world
    with world.unit() as session:
        keep(session, world.organisation.id, some_reports(30, FIRST, LAST, 5))
        session.exec(delete(PersonRole).where(col(PersonRole.role) == "deputy"))
    assert len(close(world)) == 1
    front = {str(row[0]): row[-1] for row in made(world, tmp_path / "a.xlsx")["Toelichting"]}
    assert front["Meldingen ontvangen"] == 30


def test_two_departments_of_one_name_stay_two_and_each_keeps_its_number(
    sqlite_world: World, tmp_path: Path
) -> None:
    """One was renamed to what another one was called before it was renamed itself."""
    world = sqlite_world
    first, second = sorted(world.departments.values())[:2]
    with world.unit() as session:
        keep(session, world.organisation.id, some_reports(60, FIRST, LAST, 5, [first, second]))
        old = session.get_one(Department, first).name
        session.get_one(Department, first).name = "Dienstverlening en burgerzaken"
        session.flush()
        session.get_one(Department, second).name = old
    close(world)
    rows = {row[0]: row[1] for row in made(world, tmp_path / "a.xlsx")["Afdeling"]}
    with world.reading() as session:
        count = {id: reports_of(session, id) for id in (first, second)}
    assert rows["Dienstverlening en burgerzaken"] == count[first] and rows[old] == count[second]


def test_a_name_that_goes_to_another_department_after_a_half_year_is_final_mixes_no_numbers(
    sqlite_world: World, tmp_path: Path
) -> None:
    """The half-year keeps the names of its time; the year has those of today, and each its own numbers."""
    world, spring = sqlite_world, (date(2026, 1, 1), date(2026, 6, 30))
    first, second = sorted(world.departments.values())[:2]
    with world.unit() as session:
        for days, seed in (((FIRST, LAST), 5), (spring, 6)):
            keep(session, world.organisation.id, some_reports(60, *days, seed, [first, second]))
        old = session.get_one(Department, first).name
        of_second = session.get_one(Department, second).name
    close(world)
    with world.unit() as session:
        session.get_one(Department, first).name = "Dienstverlening"
        session.flush()
        session.get_one(Department, second).name = old
    world.clock.forward(days=200)
    close(world, "2026-H1")

    def told(first_day: date, last_day: date) -> dict[str, int]:
        of = {"first": first_day, "last": last_day, "edition": "council"}
        return {str(row[0]): row[1] for row in made(world, tmp_path / "a.xlsx", **of)["Afdeling"][4:]}

    half, later, year = told(FIRST, LAST), told(*spring), told(FIRST, spring[1])
    assert {old, of_second} <= {*half} and {"Dienstverlening", old} <= {*later} and of_second not in later
    assert year["Dienstverlening"] == half[old] + later["Dienstverlening"]
    assert year[old] == half[of_second] + later[old]


def reports_of(session: Session, department_id: int) -> int:
    return len(session.exec(select(Report.id).where(Report.department_id == department_id)).all())
