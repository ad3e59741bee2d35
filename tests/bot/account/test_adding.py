"""Half-years added up: by what each number is, and never under a name that it is not of."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from bot.account.assembly import AccountView, Before, assemble, over_all
from bot.account.disclosure import adding, combine
from bot.account.disclosure.combine import Piece
from bot.account.disclosure.disclosed import Disclosed
from bot.account.disclosure.figures import account
from bot.account.disclosure.kinds import ALL, KINDS, TableKind
from bot.account.disclosure.numbers import AtLeast, Between, Figure
from bot.account.disclosure.rounds import by_round
from bot.account.disclosure.suppression import THRESHOLD
from bot.account.disclosure.tables import Row, Table, untold
from bot.account.workbook.book import book
from bot.account.workbook.cover import Edition
from bot.account.workbook.labels import Labels
from bot.account.workbook.layout import Sheet
from bot.foundation import words
from storage import directory
from storage.counts import Counts
from storage.tables.gatherings import MeetingRound, TeamMeeting
from tests.support.world import World

HALVES = ((date(2025, 7, 1), date(2025, 12, 31)), (date(2026, 1, 1), date(2026, 6, 30)))
Grid = dict[str, list[int]]


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


def over(name: str, *grids: Grid | None) -> Table:
    """A table of half-years with these numbers."""
    return adding.over_time(
        KINDS[name], [KINDS[name].of(grid, THRESHOLD) if grid is not None else None for grid in grids]
    )


def rows(table: Table) -> dict[tuple[str, ...], tuple[Figure, ...]]:
    return {row.keys: row.numbers for row in table.rows}


def test_who_is_late_is_not_added_up_over_half_years_and_who_completed_is() -> None:
    first = {"department/1": [6, 0, 0, 11], "department/2": [5, 0, 0, 10]}
    later = {"department/1": [5, 0, 0, 24], "department/2": [5, 0, 0, 20]}
    table = over("onboarding_departments", first, later)
    assert table.total == (21, 0, 0, 44)
    assert rows(table)["department/1",] == (11, 0, 0, 24)


def test_of_a_half_year_in_which_nobody_is_late_any_more_nobody_is_late() -> None:
    assert over("onboarding_departments", {"department/1": [6, 0, 0, 21]}, None).total == (6, 0, 0, 0)
    assert rows(over("modules", {"onboarding/a": [9, 8, 7]}, {"onboarding/b": [6, 6, 0]})) == {
        ("onboarding/a",): (9, 8, 0),
        ("onboarding/b",): (6, 6, 0),
    }


def test_somebody_who_took_part_twice_may_be_the_same_person() -> None:
    table = over("week_participants", {"department/1": [30]}, {"department/1": [20]})
    assert table.total == (Between(30, 50),)


def test_the_numbers_of_all_departments_do_not_stand_under_the_names_of_two() -> None:
    five = {f"department/{n}": [10, 0, 0, 10] for n in range(1, 4)} | {
        "department/4": [3, 0, 0, 3],
        "department/5": [4, 0, 0, 4],
    }
    few = {f"department/{n}": [2, 0, 0, 2] for n in range(1, 6)}
    table = over("onboarding_departments", five, few)
    found = rows(table)
    assert found["department/4", "department/5"] == (AtLeast(7), None, None, None)
    assert found["whole",] == (10, 0, 0, 10)
    assert found["department/1",] == (AtLeast(10), None, None, None)
    assert table.total == (47, 0, 0, 10)


def test_a_campaign_of_december_does_not_stand_under_the_names_of_others() -> None:
    six = {f"campaign/{n}": [20, 20, 20] for n in range(1, 5)} | {f"campaign/{n}": [3, 3, 3] for n in (5, 6)}
    found = rows(over("campaigns", six, {"campaign/7": [50, 30, 20]}))
    assert found["campaign/5", "campaign/6"] == (AtLeast(6),) * 3
    assert found["whole",] == (50, 30, 20)


def test_what_two_half_years_put_together_differently_are_two_lines() -> None:
    grids: list[Grid] = [
        {"a": [9], "b": [9], "c": [3], "d": [3]},
        {"a": [3], "b": [3], "c": [9], "d": [9]},
    ]
    found = rows(over("week_participations", *grids))
    assert found["c", "d"] == (AtLeast(6),) and found["a", "b"] == (AtLeast(6),)
    assert found["a",] == (AtLeast(9),)


def test_organisations_beside_each_other_are_added_whatever_the_number_is() -> None:
    tables = [
        KINDS["onboarding_departments"].of({"department/1": [6, 0, 0, late]}, THRESHOLD) for late in (21, 44)
    ]
    assert adding.beside(tables).total == (12, 0, 0, 65)


def test_what_one_organisation_does_not_tell_is_not_nothing_over_all(sqlite_world: World) -> None:
    """Of the table that it keeps back, the others together are a minimum, also in the period before."""
    kind, nothing = KINDS["onboarding"], account(Counts([], [], [], 0, []), *HALVES[1], [], THRESHOLD)
    table = kind.of({"assigned": [21], "begun": [13]}, THRESHOLD)
    hidden = untold(kind.of({"assigned": [12], "begun": [10]}, THRESHOLD))
    tells = AccountView(nothing, (), (table,), {}, Before(nothing, (table,), whole=True))
    silent = AccountView(nothing, (), (), {}, Before(nothing, (), True, (hidden,)), untold=(hidden,))
    both = over_all({"a": tells, "b": silent})
    assert both.before is not None
    for told in (both.tables, both.before.tables):
        assert rows(told[0])["begun",] == (AtLeast(13),)
    assert over_all({"a": silent, "b": silent}).tables == ()


def test_a_kind_says_everything_and_every_kind_has_its_words() -> None:
    with pytest.raises(TypeError):
        TableKind("forgotten", {}, KINDS["campaigns"].rule)  # type: ignore[call-arg]
    for locale in words.LOCALES:
        for kind in ALL:
            for word in ("tab", "title", "intro", "name", *(["short"] if kind.summary else [])):
                assert words.has(f"workbook.sheets.{kind.name}.{word}", locale), (kind.name, word)
            assert all(words.has(f"workbook.measures.{name}", locale) for name in kind.measures)


def ten_teams(world: World, met: Sequence[date | None]) -> None:
    """A round from October to March, with a team for each day of `met`, and one that has not begun."""
    home, place = world.organisation.id, min(world.departments.values())
    days = {2025: (date(2025, 10, 1), date(2026, 3, 31)), 2026: (date(2026, 10, 1), date(2027, 3, 31))}
    with world.unit() as session:
        for year, (started, until) in days.items():
            session.add(
                MeetingRound(organisation_id=home, year=year, pack="drugs", started_on=started, until=until)
            )
        for number, held in enumerate(met):
            team = directory.add_team(session, home, place, f"Team {number}")
            for year in days:
                on = held if year == 2025 else None
                meeting = TeamMeeting(organisation_id=home, year=year, team_id=team, department_id=place)
                meeting.held_on, meeting.present, meeting.size = on, 8 if on else None, 10 if on else None
                session.add(meeting)


def shown(world: World, first: date, last: date, today: date) -> AccountView:
    with world.reading() as session:
        return assemble(session, world.organisation.id, first, last, today)


def told(account: AccountView, name: str) -> Table | None:
    return next((table for table in account.tables if table.name == name), None)


MET = [*(date(2025, 11, day) for day in range(3, 9)), *(date(2026, 2, day) for day in range(2, 6))]


def test_a_round_that_runs_over_new_year_is_counted_by_round(world: World) -> None:
    ten_teams(world, MET)
    (first, then), (start, last) = HALVES
    autumn, spring = (shown(world, *days, last) for days in ((first, then), (start, last)))
    reached = [told(one, "meetings_reached") for one in (autumn, spring)]
    assert [table and table.total for table in reached] == [(6, 10), (10, 10)]
    late = [told(one, "meetings_not_reached") for one in (autumn, spring)]
    assert [len(table.rows) if table else 0 for table in late] == [4, 0]
    held = [told(one, "meetings_held") for one in (autumn, spring)]
    assert [table and table.total for table in held] == [(6,), (4,)]


def test_closed_half_years_of_one_round_tell_it_once(world: World) -> None:
    ten_teams(world, MET)
    pieces = []
    for place, days in enumerate(HALVES):
        half = shown(world, *days, HALVES[1][1])
        empty = account(Counts([], [], [], 0, []), *days, [], THRESHOLD)
        pieces.append(Piece(str(place), Disclosed(empty, half.tables, half.names), whole=True, version=1))
    whole = {table.name: table for table in combine.tables(pieces)}
    assert whole["meetings_reached"].total == (10, 10) and whole["meetings_held"].total == (10,)
    assert whole["meetings_not_reached"].rows == ()


@pytest.mark.both
def test_two_rounds_are_not_added_up_and_each_has_its_name(world: World) -> None:
    ten_teams(world, MET)
    account = shown(world, date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 31))
    table = told(account, "meetings_reached")
    assert table and table.total == ()
    assert by_round(table, 2026) == {"2025": (10, 10), "2026": (0, 10)}
    sheets = written(account, "nl")
    assert [line[:3] for line in sheets["meetings_reached"].lines] == [
        ("Burgerzaken, ronde 2025", 10, 10),
        ("Burgerzaken, ronde 2026", 0, 10),
    ]
    assert ("Teamoverleg, ronde 2025: Teams die het bespraken", 10) in [
        line[:2] for line in sheets["summary"].lines
    ]
    late = sheets["meetings_not_reached"].lines
    assert len(late) == 10 and {line[1] for line in late} == {"2026"}  # no number with thousands


def test_a_round_that_was_told_before_there_were_rounds_is_that_of_its_year() -> None:
    old = Table("meetings_reached", ("reached", "teams"), (Row(("department/1",), (6, 10)),), (6, 10))
    new = old._replace(rows=(Row(("round/2026/department/1",), (10, 10)),), total=(10, 10))
    last = {"2026": 1}
    assert adding.of_rounds([old, new], last, [2026, 2026]) == new


def written(account: AccountView, locale: str) -> dict[str, Sheet]:
    """The sheets of an account by their names."""
    edition: Any = Edition("Gemeente", account.account.last, False)
    labels = Labels(locale, "", {})
    return {sheet.name: sheet for sheet in book(account.account, edition, labels, account).sheets}
