"""Running totals say what counting every report says, whatever happened to the reports."""

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import MetaData, Table, insert, text
from sqlmodel import Session, col, delete, func, select

from bot.reports.dialogue import IDENTITIES, THEMES
from bot.reports.handling_screens import OUTCOMES
from storage import counts, exclusions, migrate, reopenings, reports, tallies
from storage.counts import Counts
from storage.db import open_engine, reading, unit
from storage.reports import Viewer
from storage.tables.reports import Report, ReportExclusion, ReportReopening
from storage.tables.tallies import Tally
from tests.bot.account.making import Made, keep, some_reports
from tests.support.world import World
from tests.support.worlds import DatabaseUrls

pytestmark = pytest.mark.both

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
VIEWER = Viewer(1, ("handler",), ("handlers",))


def in_order(found: Counts) -> list[object]:
    return [
        found.open_at_end,
        found.reopened,
        *(sorted(rows, key=str) for rows in (*found[:3], found.decided or ())),
    ]


def one_by_one(session: Session, home: int, viewer: Viewer | None) -> list[object]:
    """The counts of the same months without running totals: a day too many, on which nothing happened."""
    return in_order(counts.count(session, home, FIRST, LAST + timedelta(days=1), viewer))


def by_totals(session: Session, home: int, viewer: Viewer | None = None) -> list[object]:
    return in_order(counts.count(session, home, FIRST, LAST, viewer))


def change_at_random(session: Session, home: int, rng: random.Random) -> None:
    """What handlers and reporters do, and what retention will: reports come, change, and go."""
    ids = list(session.exec(select(Report.id).where(Report.organisation_id == home)))
    for report_id in rng.sample(ids, len(ids) // 2):
        report = session.get_one(Report, report_id)
        match rng.randrange(8):
            case 0:
                reports.change(session, report_id, theme=rng.choice(THEMES))
            case 1:
                reports.change(session, report_id, identity=rng.choice(IDENTITIES), department_id=None)
            case 2:
                reports.change(session, report_id, first_answer_on=report.received_on + timedelta(days=3))
            case 3:
                closed = (report.reopened_on or report.received_on) + timedelta(days=rng.randrange(90))
                reports.change(session, report_id, closed_on=closed, outcome=rng.choice(OUTCOMES))
            case 6:
                decided = report.received_on + timedelta(days=rng.randrange(40))
                reports.change(session, report_id, decided_on=decided)
            case 4 if report.closed_on:
                reports.change(session, report_id, status="closed")
                reopenings.add(session, report_id, report.closed_on + timedelta(days=rng.randrange(60)))
            case 4 | 5:
                reports.change(session, report_id, audience=rng.choice(("handlers", "deputy")))
            case _:
                for table in (ReportExclusion, ReportReopening):
                    session.exec(delete(table).where(col(table.report_id) == report_id))
                session.exec(delete(Report).where(col(Report.id) == report_id))


@pytest.mark.parametrize("seed", [1, 2])
def test_totals_follow_every_change(world: World, seed: int) -> None:
    rng, home = random.Random(seed), world.organisation.id
    other = world.add_organisation("elders", "Elders")
    for round in range(3):
        with world.unit() as session:
            keep(session, home, some_reports(60, date(2025, 11, 1), LAST - timedelta(days=95), seed + round))
            keep(session, other.id, some_reports(9, FIRST, LAST, seed))
            change_at_random(session, home, rng)
        with world.unit() as session:
            ids = list(session.exec(select(Report.id).where(Report.organisation_id == home)))
            for report_id in rng.sample(ids, 7):
                exclusions.exclude(session, report_id, ["handler", "somebody else"])
        with world.reading() as session:
            for viewer in (None, VIEWER._replace(organisation_id=home)):
                assert by_totals(session, home, viewer) == one_by_one(session, home, viewer)


def test_adding_up_changes_no_figure(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    home, rng = world.organisation.id, random.Random(3)
    monkeypatch.setattr(tallies, "MANY", 10)
    with world.unit() as session:
        keep(session, home, some_reports(200, date(2025, 11, 1), date(2026, 3, 1), 3))
        change_at_random(session, home, rng)
    with world.reading() as session:
        before, lines = by_totals(session, home), session.exec(select(func.count(col(Tally.id)))).one()
    with world.unit() as session:
        assert tallies.add_up(session)
        assert not tallies.add_up(session)
    with world.reading() as session:
        assert by_totals(session, home) == before == one_by_one(session, home, None)
        assert session.exec(select(func.count(col(Tally.id)))).one() < lines


def test_a_report_that_is_only_read_or_written_in_adds_no_line(sqlite_world: World) -> None:
    reported = sqlite_world.report()
    with sqlite_world.unit() as session:
        reports.change(session, reported.id, status="in_progress", sealed=b"x")
    with sqlite_world.reading() as session:
        assert session.exec(select(func.count(col(Tally.id)))).one() == 1


def test_reports_from_before_are_counted_when_the_totals_come(database_urls: DatabaseUrls) -> None:
    engine = open_engine(database_urls.main)
    migrate.move(engine, "main", "0008")
    with unit(engine) as session:
        session.execute(text("INSERT INTO organisation (slug, name, demo) VALUES ('a', 'A', false)"))
        old = insert(Table("report", MetaData(), autoload_with=session.connection()))
        made = some_reports(80, date(2025, 11, 1), date(2026, 3, 1), 5)
        session.execute(old, [as_it_was(f"{number}", one) for number, one in enumerate(made)])
    migrate.move(engine, "main", "head")
    with reading(engine) as session:
        assert by_totals(session, 1) == one_by_one(session, 1, None)
    engine.dispose()


def as_it_was(id: str, made: Made) -> dict[str, object]:
    """A row of the table of reports in an older version."""
    counted = made._asdict()
    del counted["again"], counted["decided_on"], counted["origin"]
    rest = {"id": id, "organisation_id": 1, "number": id, "audience": "handlers", "status": "received"}
    return {**counted, **rest, "department_id": counted.pop("department"), "sealed": b"x"}


def test_the_triggers_are_there_in_the_newest_version(world: World) -> None:
    """A migration that makes the table of reports anew on SQLite has to make them anew, too."""
    names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if world.main.startswith("postgresql"):
        names = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with world.reading() as session:
        found = {row[0] for row in session.execute(text(names))}
    kinds = ("added", "gone", "changed")
    assert {f"tally_{what}_{name}" for what in ("report", "decided", "origin") for name in kinds} <= found


def test_an_exclusion_is_found_by_its_handler(sqlite_world: World) -> None:
    with sqlite_world.reading() as session:
        wanted = select(ReportExclusion.report_id).where(ReportExclusion.handler_key == "x")
        plan = session.execute(text(f"EXPLAIN QUERY PLAN {wanted}"), {"handler_key_1": "x"}).all()
    assert "ix_report_exclusion_handler_key" in str(plan)


def test_an_upgrade_knows_which_reports_were_ever_kept_from_anybody(database_urls: DatabaseUrls) -> None:
    """By a name, as the deputy's, and (only the trail still tells) as the deputy's who shared it with all."""
    engine = open_engine(database_urls.main)
    migrate.move(engine, "main", "0017")
    with unit(engine) as session:
        session.execute(text("INSERT INTO organisation (slug, name, demo) VALUES ('a', 'A', false)"))
        old = insert(Table("report", MetaData(), autoload_with=session.connection()))
        rows = [as_it_was(f"{number}", one) for number, one in enumerate(some_reports(9, FIRST, FIRST, 5))]
        session.execute(
            old, [row | {"audience": "deputy" if row["id"] == "1" else "handlers"} for row in rows]
        )
        session.execute(text("INSERT INTO report_exclusion (report_id, handler_key) VALUES ('2', 'x')"))
        shared = "INSERT INTO audit_entry (seq, at, actor, action, subject, detail, hash)"
        shared += " VALUES (1, '2026-01-02', 'person:1', 'report.shared', '3', '', '')"
        session.execute(text(shared))
    migrate.move(engine, "main", "head")
    with reading(engine) as session:
        withheld = session.exec(select(Report.id).where(col(Report.withheld)).order_by(Report.id)).all()
        assert withheld == ["1", "2", "3"]
        assert by_totals(session, 1) == one_by_one(session, 1, None)
        assert sum(row.number for row in counts.count(session, 1, FIRST, LAST).received) == 6
    engine.dispose()
