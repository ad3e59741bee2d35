"""What the municipality itself did is told as it is; what counts people or reports is not."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from bot.account.assembly import assemble
from bot.account.disclosure.acts import ACTS, of_units
from bot.account.disclosure.kinds import KINDS
from bot.account.disclosure.numbers import Below
from bot.account.disclosure.suppression import THRESHOLD
from bot.account.picture import said, year_of
from bot.field_log import kinds
from bot.foundation import words
from storage import closings, field_log
from storage.tables.account import Closing
from tests.bot.account.filling import FIRST, LAST
from tests.bot.account.making import keep, some_reports
from tests.bot.account.test_closing import HALF, close, correct, made
from tests.support.examples import given, st
from tests.support.world import World

MEASURES = ("reached", "teams")


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


def test_closures_and_the_like_are_told_as_they_are_and_tips_and_own_kinds_are_not() -> None:
    counts = {kind: [2] for kind in (*kinds.KINDS, "own/1")}
    told = {row.keys[0]: row.numbers[0] for row in KINDS["activities"].of(counts, THRESHOLD).rows}
    assert {kind for kind, number in told.items() if number == 2} == ACTS == {*kinds.KINDS} - {"tips"}
    assert told["tips"] == told["own/1"] == Below(THRESHOLD)


@given(st.dictionaries(st.integers(1, 30), st.tuples(st.integers(0, 3), st.integers(0, 12)), min_size=1))
def test_no_unit_of_few_people_stands_alone_and_all_of_them_add_up(units: dict[int, tuple[int, int]]) -> None:
    counts = {f"round/2025/department/{id}": [met, 3, people] for id, (met, people) in units.items()}
    table = of_units("meetings_reached", MEASURES, counts, THRESHOLD)
    assert sorted(key for row in table.rows for key in row.keys) == sorted(counts)
    assert table.total == (sum(met for met, _ in units.values()), 3 * len(units))
    for row in table.rows:
        people = sum(counts[key][2] for key in row.keys)
        assert people >= THRESHOLD or len(row.keys) == len(counts)  # or it is the whole organisation
        assert row.numbers == tuple(sum(counts[key][place] for key in row.keys) for place in (0, 1))


def test_units_of_two_rounds_are_not_put_together() -> None:
    counts = {f"round/{year}/department/{id}": [1, 1, 2] for year in (2025, 2026) for id in (1, 2, 3)}
    rows = of_units("meetings_reached", MEASURES, counts, THRESHOLD).rows
    assert [{key.split("/")[1] for key in row.keys} for row in rows] == [{"2025"}, {"2026"}]


@pytest.mark.parametrize("locale", words.LOCALES)
def test_a_town_with_two_closures_has_them_on_its_picture(sqlite_world: World, locale: str) -> None:
    world = sqlite_world
    log(world, "closures", 2)
    close(world)
    with world.reading() as session:
        shown = assemble(session, world.organisation.id, FIRST, LAST, LAST, "council")
    assert ("closures", "2", None) in year_of(shown, world.organisation, locale).counts
    assert "2" in said(shown, world.organisation, locale)


def test_no_edition_for_the_council_tells_them_by_month(sqlite_world: World, tmp_path: Path) -> None:
    world = sqlite_world
    log(world, "closures", 7)
    close(world)
    month = {"first": date(2025, 9, 1), "last": date(2025, 9, 30)}
    assert "Activiteiten" not in made(world, tmp_path / "a.xlsx", edition="council", **month)
    assert "Activiteiten" in made(world, tmp_path / "b.xlsx", edition="council")


def test_a_half_year_of_before_gets_its_exact_number_when_it_is_counted_again(sqlite_world: World) -> None:
    """It was closed when 2 closures were "fewer than 5"."""
    world = sqlite_world
    log(world, "closures", 2)
    close(world)
    with world.unit() as session:
        row = session.exec(select(Closing)).one()
        row.told = row.told.replace('[["closures"],[2]]', '[["closures"],[{"below":5}]]')
        row.checksum = closings.checksum(row.told)
    done = correct(world)
    assert done is not None and done.version == 2
    with world.reading() as session:
        newest = closings.versions(session, world.organisation.id, HALF)[-1]
    assert '[["closures"],[2]]' in newest.told


def log(world: World, kind: str, number: int) -> None:
    with world.unit() as session:
        field_log.add(session, world.organisation.id, kind, date(2025, 9, 9), number)


@pytest.mark.parametrize("locale", words.LOCALES)
def test_the_picture_tells_of_decisions_and_of_answers_where_these_are_not_told(
    sqlite_world: World, locale: str
) -> None:
    world = sqlite_world
    with world.unit() as session:
        keep(session, world.organisation.id, some_reports(60, FIRST, LAST, 7))
    close(world)
    with world.reading() as session:
        shown = assemble(session, world.organisation.id, FIRST, LAST, LAST, "council")
    account = shown.account
    assert account.decided is not None and account.decided.half is not None
    second = year_of(shown, world.organisation, locale).counts[1]
    assert second == ("decided", str(account.decided.reports), account.decided.half)
    half = words.text("documents.year.half", locale, count=account.decided.half)
    assert f", {half}." in said(shown, world.organisation, locale)
    before = shown._replace(account=account._replace(decided=None))
    second = year_of(before, world.organisation, locale).counts[1]
    assert second == ("answered", str(account.answered.reports), account.answered.half)
