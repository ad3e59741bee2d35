"""Notices: written with what causes them, sent afterwards until a platform took them, and then gone."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from bot.files import orders
from bot.foundation.context import ZONE
from bot.foundation.screen import FileOrder, Screen
from bot.messages import delivery
from bot.messages.courier import Address, CannotDeliver, Courier
from handlers.desk import OutOfOrder
from storage import deliveries
from storage.tables.delivery import Delivery
from storage.tables.directory import Person
from tests.support import sending
from tests.support.world import TEAM, Postbox, World, slack_id

HANDLERS = ("coordinator", "handler", "handler2")


def send(world: World, courier: Courier) -> int:
    return sending.send(world, {"slack": courier})


def waiting(world: World) -> Sequence[Delivery]:
    with world.reading() as session:
        return session.exec(select(Delivery)).all()


def told(postbox: Postbox) -> set[tuple[str, str]]:
    """Who was told, and with which screen."""
    return {(address.user, screen.step) for address, screen in postbox.sent if isinstance(screen, Screen)}


def test_every_handler_is_told_of_a_new_report_once(world: World) -> None:
    world.report()
    postbox = Postbox()
    assert send(world, postbox) == 3
    assert told(postbox) == {(slack_id(who), "new_report") for who in HANDLERS}
    assert {address.workspace for address, _ in postbox.sent} == {TEAM}
    assert send(world, postbox) == 0
    assert len(postbox.sent) == 3
    assert not waiting(world)


def test_a_notice_says_nothing_of_the_report(world: World) -> None:
    reported = world.report(theme="weapons", story="Een kist achter de haven.")
    postbox = Postbox()
    send(world, postbox)
    for _, screen in postbox.sent:
        shown = repr(screen)
        for secret in (reported.number, reported.code, reported.id, "haven", "weapons", "apens"):
            assert secret not in shown


def test_the_row_of_a_notice_says_nothing_at_all(world: World) -> None:
    reported = world.report("employee", platform="slack", identity="named")
    rows = waiting(world)
    assert len({len(row.id) for row in rows}) == 1
    for row in rows:
        for word in (slack_id("handler"), slack_id("employee"), TEAM, "new_report", "slack", reported.id):
            assert word not in row.id
            assert word.encode() not in row.sealed


def test_a_notice_is_tried_again_ever_less_often_until_it_is_taken(world: World) -> None:
    world.report(untold=tuple(str(world.people[who]) for who in ("handler", "handler2")))
    postbox = Postbox()
    postbox.failure = CannotDeliver()
    waits = []
    for _ in range(8):
        assert send(world, postbox) == 0
        (row,) = waiting(world)
        waits.append((row.not_before - world.clock()).total_seconds())
        world.clock.now = row.not_before - timedelta(seconds=1)
        assert send(world, postbox) == 0 and waiting(world)[0].attempts == len(waits)
        world.clock.forward(seconds=1)
    assert waits == [10, 30, 120, 600, 1800, 3600, 3600, 3600]
    postbox.failure = None
    assert send(world, postbox) == 1
    assert told(postbox) == {(slack_id("coordinator"), "new_report")}
    assert not waiting(world)


def test_a_platform_may_ask_for_a_longer_wait(sqlite_world: World) -> None:
    sqlite_world.report()
    postbox = Postbox()
    postbox.failure = CannotDeliver(wait_seconds=55)
    send(sqlite_world, postbox)
    assert {row.not_before for row in waiting(sqlite_world)} == {sqlite_world.clock() + timedelta(seconds=55)}


def test_of_a_notice_that_can_never_arrive_nothing_is_kept_but_that(sqlite_world: World) -> None:
    sqlite_world.report()
    postbox = Postbox()
    postbox.failure = CannotDeliver(never=True, why="gone")
    send(sqlite_world, postbox)
    for row in waiting(sqlite_world):
        assert (row.state, row.why, row.sealed) == ("failed", "gone", b"")


def test_a_notice_is_given_up_in_the_end(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    sqlite_world.report()
    postbox = Postbox()
    postbox.failure = CannotDeliver()
    monkeypatch.setattr(delivery, "GIVE_UP", 8)
    for _ in range(7):
        send(sqlite_world, postbox)
        sqlite_world.clock.forward(hours=1)
    assert {row.state for row in waiting(sqlite_world)} == {"pending"}
    send(sqlite_world, postbox)
    assert {(row.state, row.why) for row in waiting(sqlite_world)} == {("failed", "gave_up")}


def test_of_a_notice_in_hand_when_the_process_died_only_the_day_is_kept(world: World) -> None:
    world.report()
    world.clock.forward(minutes=7)
    (batch,) = delivery.hand_out(world.engine, "notices", world.clock(), "notices/886567619")
    with world.unit() as session:
        deliveries.claim(session, batch, "run", 20)
        deliveries.begin(session, "run", [row.id for row in session.exec(select(Delivery))])
    with sending.post_office(world, {"slack": Postbox()}) as post:
        delivery.free(sending.work_with(world, post), batch)
    midnight = datetime(2026, 3, 10, tzinfo=ZONE)
    told = {(row.state, row.not_before, row.settled_on, row.batch) for row in waiting(world)}
    assert told == {("unknown", midnight, midnight.date(), None)}


def test_a_notice_for_a_platform_that_is_not_set_up_waits(sqlite_world: World) -> None:
    sqlite_world.report()
    assert sending.send(sqlite_world, {}) == 0
    assert len(waiting(sqlite_world)) == 3


def test_a_notice_that_cannot_be_opened_holds_up_no_other(
    sqlite_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    sqlite_world.report()
    with sqlite_world.unit() as session:
        session.exec(select(Delivery)).first().sealed = b"damaged"  # type: ignore[union-attr]
    postbox = Postbox()
    send(sqlite_world, postbox)
    assert len(postbox.sent) == 2
    assert [(row.state, row.why) for row in waiting(sqlite_world)] == [("failed", "broken")]
    assert "CannotOpen at" in caplog.text and "damaged" not in caplog.text


def test_nothing_is_sent_for_work_that_failed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    walk = world.walk()
    walk.reach("review")
    monkeypatch.setattr("bot.foundation.drafts.save", broken)
    with pytest.raises(OutOfOrder):
        walk.submit()
    assert not waiting(world)


@pytest.mark.both
def test_what_a_handler_hears_is_in_their_own_language(world: World) -> None:
    with world.unit() as session:
        session.get_one(Person, world.people["handler"]).locale = "en"
    world.report()
    postbox = Postbox()
    send(world, postbox)
    languages = {a.user: what.locale for a, what in postbox.sent if isinstance(what, Screen)}
    assert languages == {slack_id(who): "en" if who == "handler" else "nl" for who in HANDLERS}


def test_a_file_that_was_asked_for_is_brought(world: World) -> None:
    with world.unit() as session:
        ctx = world.context(session, "coordinator", "slack")
        orders.offer(ctx, "account", "2026-01-01/2026-06-30")
    postbox = Postbox()
    send(world, postbox)
    ((address, order),) = postbox.sent
    assert address == Address("slack", TEAM, slack_id("coordinator"))
    assert order == FileOrder("account", "2026-01-01/2026-06-30", world.people["coordinator"], "nl")
