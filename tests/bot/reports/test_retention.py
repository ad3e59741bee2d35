"""A closed report is kept as long as was decided, announced before its end, and then gone for good; figures
stay what they were, for everybody."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from sqlmodel import select

from bot import housekeeping
from bot.foundation.screen import Row, Screen
from bot.reports import norms, retention
from handlers.cli import main
from storage import audit, counts, sealing
from storage.db import unit
from storage.reports import Viewer
from storage.sealing import CannotOpen
from storage.tables.keys import ReportKey
from storage.tables.reports import Message, Receipt, Report, ReportExclusion, ReportIndex, ReportMark
from tests.bot.reports.test_attaching import PAPER
from tests.bot.reports.test_attaching import add as attach
from tests.bot.reports.test_attaching import stored as pages
from tests.bot.reports.test_follow_up import by_code
from tests.bot.reports.test_handling import opened
from tests.bot.reports.test_work_list import add, listed, write
from tests.support import sending
from tests.support.commands import deploy
from tests.support.world import Postbox, Reported, World, slack_id

if TYPE_CHECKING:
    from tests.support.postgres import Postgres

pytestmark = pytest.mark.both
STORY = "Elke nacht hetzelfde busje."


def closed(world: World, outcome: str = "no_action", weighed: bool = False, **answers: object) -> Reported:
    """A report that was handled, on 10 March 2026; `weighed` up to a legal ground."""
    reported = world.report(story=STORY, **answers)  # type: ignore[arg-type]
    write(world, reported, who="handler2")
    walk = world.walk("handler2")
    walk.do("casework", "show", reported.id)
    if weighed:
        walk.weigh()
    walk.finish(outcome)
    return reported


def at(world: World, day: date) -> retention.Round:
    """A round on a day."""
    world.clock.now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return retention.run(world.engine, world.vault, world.clock())


def told(world: World) -> dict[str, str]:
    postbox = Postbox()
    sending.send(world, {"slack": postbox})
    return {address.user: screen.step for address, screen in postbox.sent if isinstance(screen, Screen)}


def stored(world: World) -> Report:
    with world.reading() as session:
        return session.exec(select(Report)).one()


def figures(world: World) -> list[counts.Counts]:
    """What everybody counts, and what each handler does."""
    first, last = date(2026, 1, 1), date(2027, 12, 31)
    home = world.organisation.id
    with world.reading() as session:
        found = [counts.count(session, home, first, last)]
        for who in ("coordinator", "handler", "handler2"):
            key = world.vault.handler_hash(home, world.people[who])
            for until in (last, last - timedelta(days=1)):  # by running totals, and report by report
                found.append(counts.count(session, home, first, until, Viewer(home, (key,), ("handlers",))))
    return found


def test_it_is_announced_a_month_before_and_destroyed_on_its_day(world: World) -> None:
    reported = closed(world)
    told(world)
    assert stored(world).keep_until == date(2027, 3, 10)
    assert at(world, date(2027, 2, 7)) == (0, 0) and told(world) == {}
    assert at(world, date(2027, 2, 8)) == (1, 0)
    assert told(world) == {slack_id("coordinator"): "ending"}
    assert listed(world, which="ending") == [reported.id]
    for which, counted in (("open", True), ("open.drugs", True), ("open.cyber", False)):
        labels = [one.label for one in world.walk("handler").do("casework", "open", which).actions]
        assert ("Wordt vernietigd (1)" in labels) is counted
    assert at(world, date(2027, 3, 9)) == (0, 0)
    assert world.walk("handler").do("casework", "show", reported.id).step == "report"
    assert at(world, date(2027, 3, 10)) == (0, 1)
    assert at(world, date(2027, 3, 11)) == (0, 0)


def test_nothing_is_left_but_what_is_counted_and_who_may_not_count_it(world: World) -> None:
    kept_from = (str(world.people["handler"]),)
    reported = closed(world, identity="named", untold=kept_from)
    add(world, reported, "Er stond een naam op het busje.")  # which opens it again, and it is closed again
    walk = world.walk("handler2")
    walk.do("casework", "show", reported.id)
    walk.finish("no_action")
    world.report("employee2", theme="cyber")
    before = figures(world)
    assert [(len(one.closed), one.reopened) for one in before][:2] == [(0, 0), (1, 1)]
    at(world, date(2027, 2, 8))
    assert at(world, date(2027, 3, 10)) == (0, 1)
    assert figures(world) == before
    with world.reading() as session:
        (row,) = session.exec(select(Report).where(Report.id == reported.id)).all()
        for table in (Message, Receipt, ReportMark, ReportIndex):
            assert session.exec(select(table).where(table.report_id == reported.id)).all() == []
        assert len(session.exec(select(ReportExclusion)).all()) == 1
    assert (row.theme, row.outcome, row.status) == ("drugs", "no_action", "destroyed")
    assert reported.number not in repr(row) and row.assignee_id is None
    assert len(row.sealed) in sealing.SIZES
    for who in ("coordinator", "handler", "handler2"):
        for view in ("open", "closed", "ending", "unread"):
            assert reported.id not in listed(world, who, view)
        assert world.walk(who).do("casework", "show", reported.id).step == "sorry"
    by_code = world.walk("")
    by_code.do("follow", "open")
    assert by_code.submit(code=reported.code).refused
    assert not any(isinstance(part, Row) for part in world.walk("employee").do("mine", "open").body)
    with world.reading() as session:
        last = audit.entries(session, world.organisation.id, 1)[0]
    assert (last.actor, last.action, last.subject) == ("system", "report.destroyed", reported.id)


def test_a_backup_of_before_cannot_be_read(world: World) -> None:
    reported = closed(world)
    backup = stored(world)
    at(world, date(2027, 2, 8))
    at(world, date(2027, 3, 10))
    place = world.organisation.id, reported.id, "report", 1
    with world.vault_session() as keys:
        every = {row.report_id for row in keys.exec(select(ReportKey)).all()}
    assert reported.id not in every
    for other in (world.report().id, world.report().id):
        with pytest.raises(CannotOpen):
            sealing.unseal(world.vault.report_key(world.organisation.id, other), backup.sealed, *place)


@contextmanager
def backed_up(world: World, folder: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A backup of the main database as it is now; gives its address."""
    if world.engine.dialect.name == "sqlite":
        copy = folder / "backup.db"
        with sqlite3.connect(copy) as target, closing(world.engine.raw_connection()) as source:
            assert source.driver_connection is not None
            source.driver_connection.backup(target)
        yield f"sqlite:///{copy}"
        return
    world.stop()
    server: Postgres = request.getfixturevalue("postgres")
    with server.fresh_database(like=world.main) as copied:
        yield copied
        world.stop()


def test_a_backup_that_is_put_back_opens_nothing_and_goes_again(
    world: World, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported, other = closed(world), world.report()
    for one in (reported, other):
        attach(by_code(world, one.code), PAPER)
    opened(world, reported.id).finish("no_action")  # the reporter's document had opened it again
    at(world, date(2027, 2, 8))
    with backed_up(world, tmp_path, request) as backup:
        assert at(world, date(2027, 3, 10)) == (0, 1)
        assert len(pages(world)) == 3
        world.stop()
        world.main = backup
        world.start()
        kept = pages(world)
        assert len(kept) == 6
        assert housekeeping.stray_pages(world.engine, world.vault) == (6, 3)
        walk = world.walk("handler")
        assert reported.number in repr(walk.do("casework", "open", "closed"))
        assert walk.do("casework", "show", reported.id).step == "sorry"
        key, home = world.vault.report_key(world.organisation.id, other.id), world.organisation.id
        opens = []
        for page in kept:
            with suppress(CannotOpen):
                sealing.unwrap_large(key, page.sealed, home, page.report_id, "page", page.id, 1)
                opens.append(page.report_id)
        assert opens == [other.id] * 3
        deploy(world, monkeypatch)
        assert "3 of 6 pages" in CliRunner().invoke(main, ["audit", "verify"]).output
        assert at(world, date(2027, 3, 12)) == (0, 1)
        assert reported.number not in repr(world.walk("handler").do("casework", "open", "closed"))
        assert {page.report_id for page in pages(world)} == {other.id}
        assert housekeeping.stray_pages(world.engine, world.vault) == (3, 0)


def test_nobody_was_warned_so_nothing_is_destroyed_yet(world: World) -> None:
    closed(world)
    assert at(world, date(2028, 1, 3)) == (1, 0)  # Baken was off all the time
    assert at(world, date(2028, 1, 16)) == (0, 0)
    assert at(world, date(2028, 1, 17)) == (0, 1)


def test_it_is_kept_longer_on_a_ground_and_no_double_click_makes_that_two_years(world: World) -> None:
    reported = closed(world, "riec")
    assert stored(world).keep_until == date(2031, 3, 10)
    world.clock.now = datetime(2031, 2, 20, 9, tzinfo=UTC)
    retention.run(world.engine, world.vault, world.clock())
    walk = world.walk("coordinator")
    walk.do("casework", "show", reported.id)
    walk.press("form", "keep")
    assert walk.submit().refused
    event = walk.pressed("save", ground="court")
    walk.event(event)
    walk.event(event)
    assert stored(world).keep_until == date(2032, 3, 10)
    assert at(world, date(2031, 3, 10)) == (0, 0)
    with world.reading() as session:
        told_of = [
            one for one in audit.entries(session, world.organisation.id, 20) if one.action == "report.kept"
        ]
    assert [one.detail for one in told_of] == ["court 2032-03-10"]
    assert at(world, date(2032, 2, 10)) == (1, 0)
    assert at(world, date(2032, 3, 10)) == (0, 1)


def test_a_report_that_is_opened_again_is_kept_until_its_last_closing_is_as_long_ago(world: World) -> None:
    reported = closed(world)
    at(world, date(2027, 2, 8))
    add(world, reported)
    assert stored(world).keep_until is None
    assert at(world, date(2027, 3, 10)) == (0, 0)
    walk = world.walk("handler2")
    walk.do("casework", "show", reported.id)
    walk.finish("no_action")
    assert stored(world).keep_until == date(2028, 3, 10)
    assert at(world, date(2027, 3, 11)) == (0, 0)
    assert at(world, date(2028, 2, 10)) == (1, 0)
    assert at(world, date(2028, 3, 10)) == (0, 1)


def test_another_outcome_is_another_term_which_is_announced_anew(world: World) -> None:
    reported = closed(world, weighed=True)
    at(world, date(2027, 2, 8))
    walk = world.walk("handler")
    walk.do("casework", "show", reported.id)
    walk.press("form", "outcome")
    walk.submit(outcome="check")
    assert stored(world).keep_until == date(2031, 3, 10)
    assert at(world, date(2027, 3, 10)) == (0, 0)
    assert at(world, date(2031, 2, 20)) == (1, 0)


def test_where_the_coordinator_may_not_know_who_reads_it_is_told(world: World) -> None:
    closed(world, untold=(str(world.people["coordinator"]), str(world.people["handler"])))
    told(world)
    assert at(world, date(2027, 2, 8)) == (1, 0)
    assert told(world) == {slack_id("handler2"): "ending"}


def test_nobody_is_told_outside_working_time_and_nobody_twice_in_a_round(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        closed(world)
    told(world)
    monkeypatch.setattr(retention, "SOME", 1)
    assert at(world, date(2027, 2, 13)) == (0, 0)  # a Saturday
    assert at(world, date(2027, 2, 15)) == (3, 0)
    postbox = Postbox()
    assert sending.send(world, {"slack": postbox}) == len(postbox.sent) == 1


def test_a_clock_that_was_wrong_once_keeps_nothing_for_ever(world: World) -> None:
    closed(world)
    at(world, date(2090, 1, 2))
    assert stored(world).warned_on == date(2090, 1, 2)
    assert at(world, date(2027, 2, 8)) == (1, 0)
    assert at(world, date(2027, 3, 10)) == (0, 1)


def test_a_key_that_comes_back_with_an_older_backup_goes_again(world: World) -> None:
    reported = closed(world)
    with world.vault_session() as keys:
        (kept,) = keys.exec(select(ReportKey)).all()
        backup = kept.model_dump()
    at(world, date(2027, 2, 8))
    at(world, date(2027, 3, 10))
    with unit(world.vault.engine) as keys:
        keys.add(ReportKey(**backup))
    housekeeping.sweep(world.engine, world.vault, world.clock())
    with world.vault_session() as keys:
        assert keys.exec(select(ReportKey).where(ReportKey.report_id == reported.id)).all() == []


def test_half_destroyed_is_destroyed_at_the_next_round(world: World) -> None:
    reported = closed(world)
    at(world, date(2027, 2, 8))
    world.vault.destroy(reported.id)  # and here it died
    assert at(world, date(2027, 3, 10)) == (0, 1)
    assert stored(world).status == "destroyed"


def test_a_dry_run_counts_and_changes_nothing(world: World) -> None:
    closed(world)
    world.clock.now = datetime(2027, 2, 8, 9, tzinfo=UTC)
    assert retention.run(world.engine, world.vault, world.clock(), dry=True) == (1, 0)
    assert stored(world).warned_on is None
    at(world, date(2027, 2, 8))
    world.clock.now = datetime(2027, 3, 10, 9, tzinfo=UTC)
    assert retention.run(world.engine, world.vault, world.clock(), dry=True) == (0, 1)
    assert stored(world).status == "closed"


def test_an_organisation_decides_how_long(world: World, tmp_path: Path) -> None:
    (tmp_path / "norms.yml").write_text("keep_closed_years: 2\n")
    reported = closed(world, "riec")
    try:
        norms.load(tmp_path)
        housekeeping.sweep(world.engine, world.vault, world.clock())
        assert stored(world).keep_until == date(2028, 3, 10)
        assert at(world, date(2028, 2, 21)) == (1, 0)
        assert listed(world, which="ending") == [reported.id]
    finally:
        norms.load(None)


def test_the_privacy_officer_sees_numbers_and_days_and_no_content(world: World) -> None:
    reported = closed(world, identity="named")
    walk = world.walk("privacy")
    walk.do("trail", "open")
    screen = walk.press("retention")
    assert reported.number in repr(screen.body) and "10 maart 2027" in repr(screen.body)
    for secret in (STORY, "Medewerker Een", "drugs"):
        assert secret not in repr(screen)
    assert world.walk("handler").do("trail", "retention").step == "sorry"
