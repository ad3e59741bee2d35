"""Sending a report: once, whole, with a receipt that is shown until it was kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from bot import housekeeping
from bot.foundation import limits
from bot.foundation.screen import Event
from handlers.desk import OutOfOrder
from storage import reports
from storage.db import reading
from storage.tables.keys import ReportKey
from storage.tables.reports import Draft, Receipt, Report
from storage.vault import Vault
from tests.support.world import World


def count(world: World, table: type) -> int:
    with world.reading() as session:
        return len(session.exec(select(table)).all())


def test_a_double_click_sends_one_report_with_one_receipt(world: World) -> None:
    walk = world.walk()
    walk.reach("review")
    event = walk.pressed("send")
    first, second = walk.event(event), walk.event(event)
    assert first == second and walk.codes()
    assert (count(world, Report), count(world, Receipt)) == (1, 1)


@pytest.mark.both
def test_the_same_report_sent_by_several_requests_at_once_is_one_report(world: World) -> None:
    walk = world.walk()
    walk.reach("review")
    event = walk.pressed("send")
    with ThreadPoolExecutor(4) as pool:
        screens = list(pool.map(lambda _: world.desk.respond(walk.visitor, event), range(4)))
    assert {screen.step for screen in screens} == {"receipt"}
    assert len({repr(screen.body) for screen in screens}) == 1
    assert (count(world, Report), count(world, Receipt)) == (1, 1)


def test_the_receipt_is_shown_again_until_the_gate_and_never_after(world: World) -> None:
    reported = world.report()
    walk = reported.walk
    token = walk.screen.token
    for action in ("send", "answer", "back", "edit", "language", "go_on"):
        walk.event(Event("report", action, "story", "receipt", token))
        assert walk.codes() == [reported.number, reported.code], action
    world.stop()
    world.start()
    walk.desk = world.desk
    walk.event(Event("report", "send", step="review", token=token))
    assert walk.codes() == [reported.number, reported.code]
    assert [field.name for field in walk.submit(kept="").inputs if field.error] == ["kept"]
    assert walk.codes() == [reported.number, reported.code]
    assert walk.submit(kept="kept").step == "done_anonymous"
    assert count(world, Draft) == 0
    for action in ("send", "answer", "back", "keep", "cancel"):
        walk.event(Event("report", action, "", "receipt", token))
        assert walk.codes() == []
    assert walk.event(Event("report", "keep", "", "receipt", token, {"kept": "kept"})).step == "done_before"
    assert count(world, Report) == 1


@pytest.mark.both
def test_the_receipt_is_there_for_two_hours_when_an_answer_got_lost(world: World) -> None:
    walk = world.walk()
    walk.reach("review")
    event = walk.pressed("send")
    walk.event(event)
    codes = walk.codes()
    world.clock.forward(minutes=119)
    walk.event(event)
    assert walk.codes() == codes
    world.clock.forward(minutes=2)
    assert walk.event(event).step == "sorry"


def test_closing_the_window_at_the_receipt_keeps_the_report(world: World) -> None:
    reported = world.report()
    walk = reported.walk
    walk.event(Event("report", "cancel", token=walk.screen.token))
    assert walk.screen.step == "done_anonymous"
    assert (count(world, Report), count(world, Draft)) == (1, 0)


def test_a_code_is_nowhere_in_the_database_once_it_was_kept(world: World) -> None:
    reported = world.report()
    reported.walk.submit(kept="kept")
    with world.reading() as session:
        (receipt,) = session.exec(select(Receipt)).all()
    assert receipt.lookup == world.vault.receipt_lookup(reported.code.replace("-", ""))
    assert reported.code not in receipt.lookup


def test_only_answers_to_what_is_asked_are_sent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was answered before the question was switched off is not sent unseen."""
    walk = world.walk()
    walk.reach("review", where="Haven", department=str(world.departments["Wmo"]))
    monkeypatch.setattr("bot.reports.overrides._off", {("", "report"): frozenset({"where", "department"})})
    walk.event(walk.pressed("send"))
    monkeypatch.undo()
    with world.reading() as session:
        (report,) = session.exec(select(Report)).all()
    assert report.department_id is None
    handler = world.walk("handler")
    handler.do("casework", "show", report.id)
    assert "Haven" not in repr(handler.screen)


@pytest.mark.both
def test_a_crash_between_key_and_report_leaves_no_report_and_one_key_to_sweep(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = world.walk()
    walk.reach("review")

    def crash(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(reports, "add", crash)
        with pytest.raises(OutOfOrder):
            walk.submit()
    assert count(world, Report) == 0
    walk.submit()
    assert walk.codes() and count(world, Report) == 1
    with reading(world.vault.engine) as session:
        assert len(session.exec(select(ReportKey)).all()) == 2
    housekeeping.sweep(world.engine, world.vault, world.clock() + timedelta(days=2))
    with reading(world.vault.engine) as session:
        assert len(session.exec(select(ReportKey)).all()) == 2
    housekeeping.sweep(world.engine, world.vault, world.clock() + timedelta(days=3))
    with reading(world.vault.engine) as session:
        (left,) = session.exec(select(ReportKey.report_id)).all()
    with world.reading() as session:
        assert session.exec(select(Report.id)).one() == left


def test_a_flood_from_one_person_has_to_wait_and_loses_nothing(world: World) -> None:
    world.desk.limits.reports = limits.Limiter(free=2, first_wait=timedelta(minutes=10))
    for _ in range(2):
        world.report("employee")
    walk = world.walk("employee")
    walk.reach("review")
    walk.submit()
    assert walk.screen.step == "review" and "10" in walk.screen.error
    assert "Elke nacht" in repr(walk.screen.body)
    world.report("employee2")  # nobody else waits
    world.clock.forward(minutes=11)
    assert walk.submit().step == "receipt"


def test_a_report_is_sent_without_a_slow_hash(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither when it is sent, nor when the same button comes again or the dialogue is gone."""

    def never(vault: Vault, code: str) -> str:
        raise AssertionError("it was hashed")

    monkeypatch.setattr(Vault, "old_receipt_lookup", never)
    walk = world.walk()
    walk.reach("review")
    event = walk.pressed("send")
    assert walk.event(event).step == "receipt"
    assert walk.event(event).step == "receipt"
    assert walk.event(Event("report", "send", step="review", token="x" * 43)).step == "sorry"
