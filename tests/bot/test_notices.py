"""Notices: written with what causes them, sent afterwards until a platform took them, and then gone."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import pytest
from sqlmodel import select

from bot import files, notices
from bot.courier import Address, CannotDeliver, Courier
from bot.screen import FileOrder, Screen
from handlers.desk import OutOfOrder
from storage.sealing import CannotOpen
from storage.tables import Notice
from tests.support.world import TEAM, Postbox, World, slack_id

HANDLERS = ("coordinator", "handler", "handler2")


def send(world: World, courier: Courier) -> int:
    return notices.send_due(world.engine, world.vault, {"slack": courier}, world.clock)


def waiting(world: World) -> Sequence[Notice]:
    with world.reading() as session:
        return session.exec(select(Notice)).all()


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


def test_a_notice_that_can_never_arrive_is_dropped(sqlite_world: World) -> None:
    sqlite_world.report()
    postbox = Postbox()
    postbox.failure = CannotDeliver(never=True)
    send(sqlite_world, postbox)
    assert not waiting(sqlite_world)


def test_a_notice_is_given_up_in_the_end(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    sqlite_world.report()
    postbox = Postbox()
    postbox.failure = CannotDeliver()
    monkeypatch.setattr(notices, "GIVE_UP", 8)
    for _ in range(8):
        send(sqlite_world, postbox)
        sqlite_world.clock.forward(hours=1)
    assert len(waiting(sqlite_world)) == 3
    send(sqlite_world, postbox)
    assert not waiting(sqlite_world)


def test_a_notice_for_a_platform_that_is_not_set_up_waits(sqlite_world: World) -> None:
    sqlite_world.report()
    assert notices.send_due(sqlite_world.engine, sqlite_world.vault, {}, sqlite_world.clock) == 0
    assert len(waiting(sqlite_world)) == 3


def test_a_notice_that_cannot_be_opened_holds_up_no_other(sqlite_world: World) -> None:
    sqlite_world.report()
    with sqlite_world.unit() as session:
        session.exec(select(Notice)).first().sealed = b"damaged"  # type: ignore[union-attr]
    postbox = Postbox()
    for _ in range(5):
        with suppress(CannotOpen):
            send(sqlite_world, postbox)
        sqlite_world.clock.forward(seconds=3)
    assert len(postbox.sent) == 2
    assert len(waiting(sqlite_world)) == 1


def test_nothing_is_sent_for_work_that_failed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    walk = world.walk()
    walk.reach("review")
    monkeypatch.setattr("bot.drafts.save", broken)
    with pytest.raises(OutOfOrder):
        walk.submit()
    assert not waiting(world)


class Slow(Postbox):
    """A platform that lets all senders meet before it takes anything."""

    def __init__(self, barrier: Barrier) -> None:
        super().__init__()
        self.barrier = barrier

    def send(self, address: Address, screen: Screen) -> None:
        if not self.sent:
            self.barrier.wait(10)
        super().send(address, screen)


def test_senders_at_the_same_moment_never_send_the_same_notice(world: World) -> None:
    for _ in range(2):
        world.report()
    barrier = Barrier(3)
    replicas = [Slow(barrier) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(lambda replica: send(world, replica), replicas)) == 6
    sent = [address.user for replica in replicas for address, _ in replica.sent]
    assert sorted(sent) == sorted(slack_id(who) for who in HANDLERS for _ in range(2))
    assert not waiting(world)


def test_a_slow_platform_uses_up_nobody_elses_lease(world: World) -> None:
    """Twenty calls of a minute each: a second replica that looks in meanwhile finds nothing taken twice."""
    for _ in range(2):
        world.report()
    other = Postbox()

    class Minutes(Postbox):
        def send(self, address: Address, screen: Screen) -> None:
            world.clock.forward(minutes=3)
            if not other.sent:
                send(world, other)
            super().send(address, screen)

    slow = Minutes()
    send(world, slow)
    assert len(slow.sent) + len(other.sent) == 6


def test_a_notice_of_a_sender_that_died_is_sent_by_another(world: World) -> None:
    world.report()

    class Dies(Postbox):
        def send(self, address: Address, screen: Screen) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send(world, Dies())
    postbox = Postbox()
    assert send(world, postbox) == 2
    world.clock.forward(minutes=6)
    assert send(world, postbox) == 1
    assert told(postbox) == {(slack_id(who), "new_report") for who in HANDLERS}


def test_a_file_that_was_asked_for_is_brought(world: World) -> None:
    with world.unit() as session:
        ctx = world.context(session, "coordinator", "slack")
        files.offer(ctx, "account", "2026-01-01/2026-06-30")
    postbox = Postbox()
    send(world, postbox)
    ((address, order),) = postbox.sent
    assert address == Address("slack", TEAM, slack_id("coordinator"))
    assert order == FileOrder("account", "2026-01-01/2026-06-30", world.people["coordinator"], "nl")
