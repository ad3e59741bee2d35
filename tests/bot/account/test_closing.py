"""Figures that stay: a half-year that is closed, whatever happens to its reports afterwards."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, delete, select, update

from bot.account import closing, counting, safely
from bot.account.disclosure.disclosed import Disclosed, dump, load
from bot.account.disclosure.figures import account
from bot.account.disclosure.numbers import AtLeast, Below, Between, Figure
from bot.account.disclosure.suppression import THRESHOLD
from bot.account.disclosure.tables import Row, Table, tells
from bot.account.export import write_account
from bot.foundation import words
from bot.foundation.mistakes import Mistake
from storage import audit, closings, counts, purpose_keys, sealing
from storage.db import reading
from storage.organisations import OrganisationRow
from storage.tables.account import Closing, Logged
from storage.tables.gatherings import Week, WeekParticipants
from storage.tables.reports import Receipt, Report, ReportExclusion
from tests.bot.account import filling
from tests.bot.account.making import keep, keep_redirects, some_reports
from tests.bot.account.reading import read
from tests.support.world import World

FIRST, LAST = date(2025, 7, 1), date(2025, 12, 31)
LATER = datetime(2026, 7, 20, 9, 0, tzinfo=UTC)
HALF = "2025-H2"


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


def fill(world: World, number: int = 200, first: date = FIRST, last: date = LAST) -> None:
    with world.unit() as session:
        keep(
            session,
            world.organisation.id,
            some_reports(number, first, last, 11, list(world.departments.values())),
        )
        keep_redirects(session, world.organisation.id, {"threat": 12, "inside": 6}, first)


def close(
    world: World, half: str = HALF, now: datetime | None = None, organisation: OrganisationRow | None = None
) -> list[closing.Closed]:
    of = organisation or world.organisation
    return closing.close(closing.on(world.engine), world.vault, of, half, now or world.clock())


def correct(world: World, half: str = HALF) -> closing.Closed | None:
    return closing.correct(closing.on(world.engine), world.vault, world.organisation, half, world.clock())


def made(world: World, out: Path, **more: Any) -> dict[str, list[list[Any]]]:
    """The sheets of an account."""
    asked: dict[str, Any] = {"organisation": None, "first": FIRST, "last": LAST, "now": world.clock(), **more}
    write_account(world.engine, world.vault, out=out, force=True, **asked)
    return read(out)


def versions(world: World) -> list[closings.ClosingRow]:
    with world.reading() as session:
        return closings.versions(session, world.organisation.id, HALF)


def refused(call: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(Mistake) as mistake:
        call(*args, **more)
    for locale in words.LOCALES:
        assert "%{" not in words.text(mistake.value.key, locale, **mistake.value.params)
    return mistake.value.key


def change(world: World, number: int, **values: Any) -> None:
    """Changes that many reports on drugs or another theme that has most."""
    with world.unit() as session:
        ids = session.exec(select(Report.id).order_by(col(Report.theme), Report.id).limit(number)).all()
        session.execute(update(Report).where(col(Report.id).in_(ids)).values(**values))


def test_a_closed_half_year_tells_what_counting_told_before(world: World) -> None:
    fill(world)
    with world.reading() as session:
        counted = counts.count(session, world.organisation.id, FIRST, LAST)
    (done,) = close(world)
    (row,) = versions(world)
    told = load(row.told)
    live = account(counted, FIRST, LAST, sorted(world.departments.values()), THRESHOLD)
    assert (done.half, done.version, done.checksum) == (HALF, 1, row.checksum)
    assert told.account.themes == live.themes and told.account.cross == live.cross
    assert sorted(told.account.departments) == sorted(live.departments)
    assert told.account.received == 200


def test_a_correction_of_outcomes_tells_them_by_department_no_more(sqlite_world: World) -> None:
    places = sorted(sqlite_world.departments.values())
    with sqlite_world.unit() as session:
        keep(session, sqlite_world.organisation.id, some_reports(400, FIRST, LAST, 3, places, 0.0))
    close(sqlite_world)
    names = ("outcomes_departments", "days_departments")
    first = {table.name: table for table in load(versions(sqlite_world)[0].told).tables}
    assert all(tells(first[name]) for name in names)
    change(sqlite_world, 60, outcome="riec")
    assert correct(sqlite_world)
    now = load(versions(sqlite_world)[1].told)
    assert not any(tells(table) for table in now.tables if table.name in names)
    assert {*names} <= {*now.changed}


@pytest.mark.both
def test_figures_stay_when_reports_are_destroyed_merged_or_get_another_theme(
    world: World, tmp_path: Path
) -> None:
    fill(world)
    close(world)
    before = made(world, tmp_path / "a.xlsx", edition="council")
    change(world, 40, theme="cyber", closed_on=None, outcome=None)
    with world.unit() as session:
        for table in (ReportExclusion, Receipt):
            session.execute(delete(table))
        some = select(Report.id).limit(60)
        session.execute(delete(Report).where(col(Report.id).in_(some)))
    assert made(world, tmp_path / "b.xlsx", edition="council") == before
    with world.unit() as session:
        session.execute(delete(Report))
    assert made(world, tmp_path / "c.xlsx", edition="council") == before


def test_the_sealed_months_add_up_to_the_half_year_and_open_only_with_its_own_key(world: World) -> None:
    fill(world)
    close(world)
    with world.reading() as session:
        kept = closings.sealed(session, world.organisation.id, HALF, 1)
        counted = counts.count(session, world.organisation.id, FIRST, LAST)
    place = ("closing", world.organisation.id, HALF, 1)
    key = purpose_keys.get(world.vault, world.organisation.id, HALF)
    months = counting.read(sealing.unseal(key, kept, *place))
    whole = counting.total(months)
    assert len(months) == 6
    assert sorted(whole.received, key=str) == sorted(counted.received, key=str)
    assert whole.open_at_end == counted.open_at_end
    assert sum(row.number for row in whole.closed) == sum(row.number for row in counted.closed)
    other = purpose_keys.make(world.vault, world.organisation.id, "2026-H1")
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(other, kept, *place)


def test_what_is_kept_plainly_holds_no_number_from_one_to_four(world: World) -> None:
    fill(world, 70)
    close(world)
    told = json.loads(versions(world)[0].told)
    lists = [
        told[name] for name in ("themes", "months", "identities", "departments", "outcomes", "redirects")
    ]
    numbers = [line[-1] for lines in lists for line in lines]
    assert numbers and not [number for number in numbers if 0 < number < 5]


@pytest.mark.both
def test_closing_twice_changes_nothing(world: World) -> None:
    fill(world)
    close(world)
    change(world, 20, theme="cyber")
    assert close(world) == []
    assert len(versions(world)) == 1


def test_a_half_year_that_is_not_over_cannot_be_closed(sqlite_world: World) -> None:
    world = sqlite_world
    assert refused(close, world, "2026-H1") == "mistakes.half_not_over"
    assert (
        refused(close, world, "2026-H1", datetime(2026, 6, 30, 21, 0, tzinfo=UTC)) == "mistakes.half_not_over"
    )
    assert close(world, "2026-H1", datetime(2026, 6, 30, 22, 30, tzinfo=UTC))  # midnight in the Netherlands


@pytest.mark.both
def test_a_half_year_is_closed_by_itself_a_week_after_its_end_with_those_before_it(world: World) -> None:
    fill(world, 30, date(2025, 1, 1))

    def due(moment: datetime) -> int:
        return closing.close_due(world.engine, world.vault, moment)

    with world.unit() as session:
        session.execute(update(Report).values(closed_on=None, outcome=None))
    assert due(datetime(2026, 1, 7, 12, 0, tzinfo=UTC)) == 1  # the first half of 2025
    assert due(datetime(2026, 1, 8, 12, 0, tzinfo=UTC)) == 1
    assert due(datetime(2026, 1, 8, 12, 5, tzinfo=UTC)) == 0
    with world.reading() as session:
        assert closings.closed(session, world.organisation.id) == ["2025-H1", "2025-H2"]


def test_nothing_is_closed_by_itself_before_there_is_something_to_count(sqlite_world: World) -> None:
    assert closing.close_due(sqlite_world.engine, sqlite_world.vault, LATER) == 0


def test_the_audit_trail_tells_version_and_checksum(world: World, tmp_path: Path) -> None:
    fill(world)
    (done,) = close(world)
    made(world, tmp_path / "a.xlsx", edition="council")
    with world.reading() as session:
        exported, closed = audit.entries(session, world.organisation.id, 2)
    assert (closed.action, closed.subject, closed.detail) == ("account.closed", HALF, f"v1 {done.checksum}")
    assert (exported.action, exported.subject) == ("account.exported", f"{HALF} v1")
    assert exported.detail.startswith("2025-07 > 2025-12 council sha256:")
    with world.reading() as session, reading(world.vault.engine) as keys:
        assert audit.verify(session, keys, world.vault.audit_secret)[1] is None


def test_a_correction_is_a_next_version_and_the_first_one_stays(world: World) -> None:
    fill(world)
    close(world)
    (first,) = versions(world)
    assert correct(world) is None
    change(world, 12, theme="influence")
    done = correct(world)
    assert done is not None and done.version == 2
    kept, second = versions(world)
    assert kept == first
    told = load(second.told)
    assert "themes" in told.changed and "outcomes" not in told.changed
    assert told.account.received == 200
    assert sum(line.number for line in told.account.themes) in (0, 200)


@pytest.mark.both
def test_a_correction_of_one_report_does_not_tell_which_one(world: World) -> None:
    fill(world, 400)
    close(world)
    before = {line.themes: line.number for line in load(versions(world)[0].told).account.themes}
    change(world, 1, theme="influence")
    correct(world)
    told = load(versions(world)[1].told)
    assert told.account.cross is None
    for line in told.account.themes:
        parts = [number for themes, number in before.items() if set(themes) <= set(line.themes)]
        assert line.number - sum(parts) == 0
    assert len(told.account.themes) < len(before)


@pytest.mark.both
def test_reports_that_are_gone_are_not_lost_by_counting_again(world: World) -> None:
    fill(world)
    close(world)
    with world.unit() as session:
        session.execute(delete(Report).where(col(Report.theme) == "drugs"))
    assert refused(correct, world) == "mistakes.half_lost"
    assert refused(correct, world, "2025-H1") == "mistakes.half_not_closed"
    assert len(versions(world)) == 1


def log_checks(world: World, number: int) -> None:
    with world.unit() as session:
        row = Logged(organisation_id=world.organisation.id, kind="tips", day=FIRST, number=number, sealed=b"")
        session.add(row)


def told_checks(world: World, place: int) -> Figure:
    tables = {table.name: table for table in load(versions(world)[place].told).tables}
    return tables["activities"].rows[0].numbers[0]


def test_an_activity_that_was_logged_late_is_told_as_a_range(sqlite_world: World) -> None:
    world = sqlite_world
    fill(world)
    log_checks(world, 20)
    close(world)
    log_checks(world, 2)
    correct(world)
    assert told_checks(world, 0) == 20
    assert told_checks(world, 1) == (21, 24)


@pytest.mark.parametrize("without_key", (False, True))
def test_an_activity_is_corrected_also_when_reports_or_their_counts_are_destroyed(
    sqlite_world: World, without_key: bool
) -> None:
    world = sqlite_world
    fill(world)
    log_checks(world, 20)
    close(world)
    with world.unit() as session:
        session.execute(delete(Report).where(col(Report.theme) == "drugs"))
    if without_key:
        with world.vault.engine.begin() as keys:
            keys.exec_driver_sql("DELETE FROM secret WHERE name LIKE 'account/%'")
    assert refused(correct, world) == "mistakes.half_lost"
    log_checks(world, 9)
    done = correct(world)
    assert done is not None and done.version == 2
    first, second = (load(row.told) for row in versions(world))
    assert second.account == first.account and second.account.received == 200
    assert second.changed == ("activities",)
    assert told_checks(world, 1) == 29
    assert refused(correct, world) == "mistakes.half_lost"  # and once more there is nothing to do
    log_checks(world, 6)
    again = correct(world)
    assert again is not None and told_checks(world, 2) == 35


def test_what_was_changed_by_hand_in_the_database_is_noticed(sqlite_world: World, tmp_path: Path) -> None:
    fill(sqlite_world)
    close(sqlite_world)
    with sqlite_world.unit() as session:
        session.execute(update(Closing).values(told='{"form":1}'))
    with pytest.raises(closings.Changed):
        made(sqlite_world, tmp_path / "a.xlsx")


def test_the_council_gets_only_what_is_final(sqlite_world: World, tmp_path: Path) -> None:
    world = sqlite_world
    fill(world)
    assert refused(made, world, tmp_path / "a.xlsx", edition="council") == "mistakes.half_not_closed"
    assert "Nog niet vastgesteld" in str(made(world, tmp_path / "a.xlsx")["Toelichting"])
    (done,) = close(world)
    front = str(made(world, tmp_path / "b.xlsx", edition="council")["Toelichting"])
    assert done.checksum[:16] in front and "Versie 1" in front
    assert "Nog niet vastgesteld" not in front
    year = {"first": date(2025, 7, 1), "last": date(2026, 6, 30)}
    assert refused(made, world, tmp_path / "c.xlsx", edition="council", **year) == "mistakes.half_not_closed"
    assert "Nog niet vastgesteld" in str(made(world, tmp_path / "d.xlsx", **year)["Toelichting"])


def test_a_period_that_has_yet_to_begin_gets_a_sentence(sqlite_world: World, tmp_path: Path) -> None:
    later = {"first": date(2027, 1, 1), "last": date(2027, 6, 30)}
    assert refused(made, sqlite_world, tmp_path / "a.xlsx", **later) == "mistakes.period_future"


def test_without_any_report_there_is_a_workbook_that_says_so(sqlite_world: World, tmp_path: Path) -> None:
    for edition in ("internal", "council"):
        sheets = made(sqlite_world, tmp_path / "a.xlsx", edition=edition)
        assert "niets te tellen" in str(sheets["Toelichting"])
        assert list(sheets) == ["Toelichting", "Samenvatting"]


def test_the_year_adds_up_from_its_half_years(world: World, tmp_path: Path) -> None:
    fill(world, 200)
    fill(world, 150, date(2026, 1, 1), date(2026, 6, 30))
    close(world, "2026-H1", LATER)
    year = {"first": FIRST, "last": date(2026, 6, 30), "now": LATER, "edition": "council"}
    sheets = made(world, tmp_path / "a.xlsx", **year)
    total = next(row for row in sheets["Thema"] if row[0] == "Totaal")
    assert 350 in total
    summary = {row[0]: row[1:] for row in sheets["Samenvatting"]}
    assert summary["Meldingen ontvangen"][0] == 350
    halves = next(row for row in sheets["Thema en maand"] if row[0] == "Totaal")
    assert halves[1:] == [200, 150, 350]
    again = made(world, tmp_path / "b.xlsx", first=date(2026, 1, 1), last=date(2026, 6, 30), now=LATER)
    summary = {row[0]: row[1:] for row in again["Samenvatting"]}
    assert summary["Meldingen ontvangen"] == [150, 200, -50]


@pytest.mark.both
def test_nobody_waits_while_somebody_tries_what_a_half_year_hides(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report is handed in meanwhile, on SQLite too, which has one writer; what changed is counted anew."""
    tried = []
    prepared = safely.prepared

    def trying(*of: Any) -> Any:
        attack = prepared(*of)

        def meanwhile(protected: Disclosed) -> Disclosed:
            tried.append(protected.account.received)
            with world.unit() as session:  # as a reporter does; it would wait for a unit of work that is open
                if len(tried) == 1:
                    keep(session, world.organisation.id, some_reports(5, FIRST, LAST, 8))
            return attack(protected)

        return meanwhile

    with world.unit() as session:
        keep(session, world.organisation.id, some_reports(40, FIRST, LAST, 7))
    monkeypatch.setattr(safely, "prepared", trying)
    (done,) = close(world)
    assert tried == [40, 45]
    with world.reading() as session:
        (row,) = closings.versions(session, world.organisation.id, done.half)
    assert load(row.told).account.received == 45


@pytest.mark.both
def test_a_half_year_with_two_weeks_is_read_again_and_the_next_one_is_closed(
    world: World, tmp_path: Path
) -> None:
    """Of several weeks nobody knows who came to more than one: that number is a minimum."""
    filling.fill(world)
    with world.unit() as session:
        week = Week(
            organisation_id=world.organisation.id,
            title="Week",
            first_on=date(2025, 9, 1),
            last_on=date(2025, 9, 5),
            ready=False,
        )
        session.add(week)
        session.flush()
        for place, number in zip(sorted(world.departments.values()), (20, 2, 3), strict=True):
            session.add(WeekParticipants(week_id=week.id or 0, department_id=place, number=number))
    assert close(world)
    (row,) = versions(world)
    told = load(row.told)
    (table,) = [one for one in told.tables if one.name == "week_participants"]
    assert AtLeast in {type(number) for row in table.rows for number in row.numbers}, table.rows
    assert dump(told) == row.told
    made(world, tmp_path / "a.xlsx", edition="council")
    assert close(world, "2026-H1", LATER)


def test_every_number_that_can_be_told_is_read_again_and_a_minimum_of_before_too() -> None:
    every: tuple[Figure, ...] = (0, 12, Below(5), Between(5, 9), AtLeast(8), None)
    nothing = account(counts.Counts([], [], [], 0, []), FIRST, LAST, [], THRESHOLD)
    table = Table(
        "activities", ("number",), tuple(Row((str(n),), (one,)) for n, one in enumerate(every)), (12,)
    )
    told = Disclosed(nothing, (table,))
    assert load(dump(told)) == told
    assert load(dump(told).replace('{"at_least":8}', "[8]")) == told
