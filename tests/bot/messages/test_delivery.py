"""Delivery: each person once, each row to an end, whatever dies in between."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise
from types import MappingProxyType

import pytest
from sqlmodel import select

from bot.foundation.context import ZONE
from bot.foundation.screen import Screen
from bot.messages import delivery, mailings
from bot.messages.courier import Address, CannotDeliver, Letter, Outcome, Pace
from bot.rooms import HOUSE
from storage import catch_up, people
from storage import mailings as stored
from storage.tables.delivery import Delivery
from storage.tables.directory import Person
from tests.bot.messages.mailing import kind_of_tests
from tests.bot.messages.pushing import KEY, Platform, add_people, plan, show, states
from tests.support.sending import post_office, send, work_with
from tests.support.world import World


@pytest.fixture(autouse=True)
def shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(HOUSE.messages, "test", kind_of_tests(show))


def push_id(world: World, key: str = KEY) -> int:
    with world.reading() as session:
        push = stored.by_key(session, world.organisation.id, key)
    assert push
    return push.id


def set_state(world: World, state: str) -> None:
    with world.unit() as session:
        stored.set_state(session, push_id(world), state)


class NeverWaits:
    """Of a post: every turn has come."""

    def wait(self, turn: float) -> None:
        """Has come."""


class Dies(NeverWaits):
    """A post that takes the letters, lets some arrive, and dies with them."""

    def __init__(self, platform: Platform, arrive: int) -> None:
        self.paces = {"slack": platform.pace}
        self.platform, self.arrive = platform, arrive

    def carry(self, letters: Sequence[Letter]) -> list[Outcome]:
        for letter in letters[: self.arrive]:
            self.platform.arrived[letter.address.user] += 1
        raise KeyboardInterrupt


@pytest.mark.both
def test_everybody_gets_a_push_once_however_often_it_is_planned(world: World) -> None:
    ids = add_people(world, 120)
    assert plan(world, ids) == 120
    assert plan(world, [*ids, ids[0]]) == 0
    platform = Platform()
    assert send(world, {"slack": platform}) == 120
    assert plan(world, ids) == 0 and send(world, {"slack": platform}) == 0
    assert set(platform.arrived.values()) == {1} and len(platform.arrived) == 120
    assert states(world) == {"sent": 120}


def test_nothing_goes_out_before_its_time(world: World) -> None:
    plan(world, add_people(world, 2), not_before=world.clock() + timedelta(hours=1))
    platform = Platform()
    assert send(world, {"slack": platform}) == 0
    world.clock.forward(hours=1)
    assert send(world, {"slack": platform}) == 2


def test_what_was_in_hand_when_a_process_died_is_unknown_and_the_rest_is_sent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "GROUP", 50)
    plan(world, add_people(world, 60))
    platform = Platform()
    batch, *others = delivery.hand_out(world.engine, "pushes", world.clock(), "first")
    assert not others
    with post_office(world, {"slack": platform}) as post:
        dying = work_with(world, post)._replace(post=Dies(platform, arrive=20))
        with pytest.raises(KeyboardInterrupt):
            delivery.send_batch(dying, batch)
        assert states(world) == {"sending": 50, "pending": 10}
        delivery.send_batch(work_with(world, post), batch)
    assert states(world) == {"unknown": 50, "sent": 10}
    assert set(platform.arrived.values()) == {1} and len(platform.arrived) == 30


def test_what_is_unknown_goes_out_again_only_when_somebody_says_so(world: World) -> None:
    plan(world, add_people(world, 3))
    platform = Platform()
    platform.refusals["U000001"] = CannotDeliver(unknown=True)
    send(world, {"slack": platform})
    assert states(world) == {"sent": 2, "unknown": 1}
    world.clock.forward(days=1)
    platform.refusals.clear()
    assert send(world, {"slack": platform}) == 0
    with world.unit() as session:
        assert stored.send_again(session, world.organisation.id, push_id(world), world.clock()) == 1
    assert send(world, {"slack": platform}) == 1
    assert states(world) == {"sent": 3} and set(platform.arrived.values()) == {1}


@pytest.mark.both
def test_three_replicas_on_one_batch_send_nothing_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "GROUP", 3)
    plan(world, add_people(world, 60))
    platform = Platform()
    (batch,) = delivery.hand_out(world.engine, "pushes", world.clock(), "first")
    with post_office(world, {"slack": platform}) as post, ThreadPoolExecutor(3) as pool:
        works = [work_with(world, post)] * 3
        list(pool.map(lambda work: delivery.send_batch(work, batch), works))
    send(world, {"slack": platform})  # what they left to each other is handed out anew
    assert set(platform.arrived.values()) == {1} and len(platform.arrived) == 60
    assert states(world) == {"sent": 60}


@pytest.mark.both
def test_a_replica_that_was_paused_knows_better_than_who_took_it_for_dead(world: World) -> None:
    plan(world, add_people(world, 4))
    platform = Platform()
    (batch,) = delivery.hand_out(world.engine, "pushes", world.clock(), "first")
    with post_office(world, {"slack": platform}) as post:

        class Paused(NeverWaits):
            paces: Mapping[str, Pace] = post.paces

            def carry(self, letters: Sequence[Letter]) -> list[Outcome]:
                if platform.arrived:
                    return post.carry(letters)
                sent = post.carry(letters[:2])  # then it stands still, and another takes over
                delivery.free(work_with(world, post), batch)
                assert states(world) == {"unknown": 4}
                world.clock.forward(minutes=1)
                too_late = post.carry(letters[2:])  # their turn is over: they take another one
                assert too_late == [Outcome("pending", tried=False)] * 2
                return sent + too_late

        delivery.send_batch(work_with(world, post)._replace(post=Paused()), batch)
    assert states(world) == {"sent": 2, "pending": 2}
    send(world, {"slack": platform})  # whose turn was over are handed out anew
    assert states(world) == {"sent": 4}
    assert set(platform.arrived.values()) == {1} and len(platform.arrived) == 4


def test_who_decided_to_send_again_is_not_overruled_by_the_run_that_comes_back(world: World) -> None:
    plan(world, add_people(world, 1))
    platform = Platform()
    (batch,) = delivery.hand_out(world.engine, "pushes", world.clock(), "first")
    with post_office(world, {"slack": platform}) as post:

        class Paused(NeverWaits):
            paces: Mapping[str, Pace] = post.paces

            def carry(self, letters: Sequence[Letter]) -> list[Outcome]:
                delivery.free(work_with(world, post), batch)
                with world.unit() as session:
                    stored.send_again(session, world.organisation.id, push_id(world), world.clock())
                return [Outcome("failed", "gone") for _ in letters]

        delivery.send_batch(work_with(world, post)._replace(post=Paused()), batch)
    assert states(world) == {"pending": 1}


def test_what_waits_for_its_turn_when_a_process_dies_is_not_unknown(world: World) -> None:
    plan(world, add_people(world, 5))
    platform = Platform()
    (batch,) = delivery.hand_out(world.engine, "pushes", world.clock(), "first")
    with post_office(world, {"slack": platform}) as post:

        class DiesWaiting:
            paces = post.paces

            def wait(self, turn: float) -> None:
                raise KeyboardInterrupt

            def carry(self, letters: Sequence[Letter]) -> list[Outcome]:
                raise AssertionError("nothing was begun")

        with pytest.raises(KeyboardInterrupt):
            delivery.send_batch(work_with(world, post)._replace(post=DiesWaiting()), batch)
        assert states(world) == {"pending": 5}
        delivery.send_batch(work_with(world, post), batch)
    assert states(world) == {"sent": 5} and set(platform.arrived.values()) == {1}


@pytest.mark.both
def test_what_is_paused_or_taken_over_while_it_waits_is_not_begun(world: World) -> None:
    plan(world, add_people(world, 6))
    platform = Platform()
    (batch,) = delivery.hand_out(world.engine, "pushes", world.clock(), "first")
    with post_office(world, {"slack": platform}) as post:

        class Overtaken:
            paces = post.paces

            def wait(self, turn: float) -> None:
                delivery.send_batch(work_with(world, post), batch)

            def carry(self, letters: Sequence[Letter]) -> list[Outcome]:
                return post.carry(letters)

        delivery.send_batch(work_with(world, post)._replace(post=Overtaken()), batch)
        assert states(world) == {"sent": 6} and set(platform.arrived.values()) == {1}

        plan(world, add_people(world, 3, workspace="T9"), "test/2")
        (batch,) = delivery.hand_out(world.engine, "pushes", world.clock(), "second")

        class PausedMeanwhile(Overtaken):
            def wait(self, turn: float) -> None:
                with world.unit() as session:
                    stored.set_state(session, push_id(world, "test/2"), "paused")

        delivery.send_batch(work_with(world, post)._replace(post=PausedMeanwhile()), batch)
    assert states(world) == {"sent": 6, "pending": 3}


def test_handing_out_twice_by_one_name_loses_no_batch(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(delivery.SIZES, "pushes", 20)
    plan(world, add_people(world, 60))
    first = delivery.hand_out(world.engine, "pushes", world.clock(), "pushes/1")
    assert len(first) == 3
    again = delivery.hand_out(world.engine, "pushes", world.clock(), "pushes/1")
    assert sorted(again) == sorted(first)
    assert delivery.hand_out(world.engine, "pushes", world.clock(), "pushes/10") == []
    assert sorted(delivery.under_way(world.engine)) == sorted(first)


@pytest.mark.both
def test_no_more_is_under_way_than_a_cancel_can_catch(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "UNDER_WAY", 30)
    plan(world, add_people(world, 50))
    (batch,) = delivery.hand_out(world.engine, "pushes", world.clock(), "a")
    assert delivery.hand_out(world.engine, "pushes", world.clock(), "b") == []
    platform = Platform()
    with post_office(world, {"slack": platform}) as post:
        assert delivery.send_batch(work_with(world, post), batch) == 30
    assert send(world, {"slack": platform}) == 20


@pytest.mark.both
def test_a_paused_push_waits_and_goes_on(world: World) -> None:
    plan(world, add_people(world, 5))
    (batch,) = delivery.hand_out(world.engine, "pushes", world.clock(), "a")
    set_state(world, "paused")
    platform = Platform()
    with post_office(world, {"slack": platform}) as post:
        assert delivery.send_batch(work_with(world, post), batch) == 0
    assert send(world, {"slack": platform}) == 0 and not delivery.is_due(
        world.engine, "pushes", world.clock()
    )
    set_state(world, "running")
    assert send(world, {"slack": platform}) == 5


def test_a_cancelled_push_stops_and_what_arrived_stays(world: World) -> None:
    ids = add_people(world, 5)
    plan(world, ids[:2])
    send(world, {"slack": Platform()})
    plan(world, ids)
    with world.unit() as session:
        stored.set_state(session, push_id(world), "cancelled")
        assert stored.cancel_pending(session, push_id(world), world.clock().date()) == 3
    assert send(world, {"slack": Platform()}) == 0
    assert states(world) == {"sent": 2, "cancelled": 3}


@pytest.mark.both
def test_what_a_platform_puts_off_while_its_push_is_cancelled_is_over(world: World) -> None:
    class Cancelled(Platform):
        async def send(self, address: Address, screen: Screen) -> None:
            with world.unit() as session:
                stored.set_state(session, push_id(world), "cancelled")
                stored.cancel_pending(session, push_id(world), world.clock().date())
            raise CannotDeliver(wait_seconds=5)

    plan(world, add_people(world, 3))
    send(world, {"slack": Cancelled()})
    assert states(world) == {"cancelled": 3}


@pytest.mark.both
def test_who_cannot_be_reached_is_noted_with_the_reason(world: World) -> None:
    ids = add_people(world, 4)
    with world.unit() as session:
        without = people.add(session, world.organisation.id, "Zonder", "zonder@voorbeeld.example")
        nameless = people.add(session, world.organisation.id, "Zonder alles")
        left = people.add(session, world.organisation.id, "Vertrokken", "weg@voorbeeld.example")
        session.get_one(Person, left).active = False
    plan(world, [*ids, without, nameless, left])
    platform = Platform()
    platform.refusals["U000002"] = CannotDeliver(never=True, why="gone")
    send(world, {"slack": platform})
    assert states(world) == {"sent": 3, "failed": 2, "cancelled": 1, "pending": 1}
    with world.unit() as session:
        catch_up.nobody(session, without, world.clock())
    assert states(world) == {"sent": 3, "failed": 3, "cancelled": 1}
    with world.reading() as session:
        rows = stored.trouble(session, push_id(world), 10)
        assert [(row.name, row.why) for row in rows] == [
            ("Persoon 2", "gone"),
            ("Zonder", "not_found"),
            ("Zonder alles", "no_email"),
        ]
        unreached = stored.unreached(session, world.organisation.id)
        assert unreached == {ids[2]: "gone", without: "not_found", nameless: "no_email"}
    world.clock.forward(days=1)
    platform.refusals.clear()
    plan(world, ids, "test/2")
    send(world, {"slack": platform})
    with world.reading() as session:
        assert ids[2] not in stored.unreached(session, world.organisation.id)


def test_what_is_not_wanted_any_more_is_not_sent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = add_people(world, 2)

    def only_the_first(moment: mailings.Moment) -> Screen | None:
        return show(moment) if moment.person.id == ids[0] else None

    monkeypatch.setitem(HOUSE.messages, "test", kind_of_tests(only_the_first))
    plan(world, ids)
    send(world, {"slack": Platform()})
    assert states(world) == {"sent": 1, "cancelled": 1}


def test_a_push_that_cannot_be_shown_fails_alone_and_is_logged_without_words(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ids = add_people(world, 3)

    def broken_for_one(moment: mailings.Moment) -> Screen | None:
        if moment.person.id == ids[1]:
            raise ValueError("zwaluwstaart")
        return show(moment)

    monkeypatch.setitem(HOUSE.messages, "test", kind_of_tests(broken_for_one))
    plan(world, ids)
    send(world, {"slack": Platform()})
    assert states(world) == {"sent": 2, "failed": 1}
    assert "ValueError at" in caplog.text and "zwaluwstaart" not in caplog.text


def test_nothing_confidential_goes_out_as_a_message(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        HOUSE.messages, "test", kind_of_tests(lambda moment: Screen("report", "story", "Geheim"))
    )
    plan(world, add_people(world, 1))
    platform = Platform()
    send(world, {"slack": platform})
    assert not platform.arrived and states(world) == {"failed": 1}


@pytest.mark.both
def test_when_a_platform_asks_for_a_pause_nobody_in_that_workspace_is_sent_anything(world: World) -> None:
    ids = add_people(world, 20)
    plan(world, ids[:1])
    platform = Platform(Pace(0.001, 0))
    platform.refusals["U000000"] = CannotDeliver(wait_seconds=60)
    send(world, {"slack": platform})
    platform.refusals.clear()
    plan(world, ids[1:], "test/2")
    elsewhere = add_people(world, 1, workspace="T2")
    plan(world, elsewhere, "test/3")
    send(world, {"slack": platform})
    assert sum(platform.arrived.values()) == 1 and states(world) == {"pending": 20, "sent": 1}
    with world.reading() as session:
        (tried,) = session.exec(select(Delivery).where(Delivery.person_id == ids[0])).all()
        assert tried.attempts == 1
        untried = session.exec(select(Delivery.attempts).where(Delivery.state == "pending")).all()
        assert sorted(untried) == [0] * 19 + [1]
    world.clock.forward(seconds=61)
    assert send(world, {"slack": platform}) == 20


def test_messages_to_a_workspace_and_to_a_person_keep_their_distance(world: World) -> None:
    ids = add_people(world, 3)
    for n in range(2):
        plan(world, ids, f"test/{n}")
    turns: list[tuple[str, float]] = []

    class Post(NeverWaits):
        paces: Mapping[str, Pace] = MappingProxyType({"slack": Pace(0.1, 2.0)})

        def carry(self, letters: Sequence[Letter]) -> list[Outcome]:
            turns.extend((letter.address.user, letter.turn) for letter in letters)
            return [Outcome("sent") for _ in letters]

    with post_office(world, {}) as post:
        work = work_with(world, post)._replace(post=Post())
        for _ in range(3):
            delivery.send_due(work)
            world.clock.forward(seconds=1.5)
    assert len(turns) == 6
    moments = sorted(turn for _, turn in turns)
    assert all(b - a >= 0.0999 for a, b in pairwise(moments))
    for user in {user for user, _ in turns}:
        first, second = sorted(turn for who, turn in turns if who == user)
        assert second - first >= 1.999


@pytest.mark.both
def test_what_came_too_late_takes_another_turn_and_waits_longer_each_time(world: World) -> None:
    plan(world, add_people(world, 3))
    late: list[float] = []

    class Slow(NeverWaits):
        """Never there in time, until it may be eight times as late."""

        paces: Mapping[str, Pace] = MappingProxyType({"slack": Pace(0.1, 60.0, late=0.25)})

        def carry(self, letters: Sequence[Letter]) -> list[Outcome]:
            late.extend(one.late for one in letters)
            return [Outcome("sent") if one.late >= 2 else Outcome("pending", tried=False) for one in letters]

    with post_office(world, {}) as post:
        work = work_with(world, post)._replace(post=Slow())
        assert delivery.send_due(work) == 3
    assert states(world) == {"sent": 3}
    assert late[:5] == [0.25, 0.25, 0.5, 1.0, 2.0] and len(late) < 12
    with world.reading() as session:
        assert set(session.exec(select(Delivery.attempts))) == {1}


@pytest.mark.both
def test_no_lane_names_anybody(world: World) -> None:
    plan(world, add_people(world, 2))
    send(world, {"slack": Platform(Pace(0.001, 0.001))})
    with world.reading() as session:
        from storage.tables.delivery import Pace as Row

        lanes = session.exec(select(Row.lane)).all()
    assert len(lanes) == 3 and not any("U0000" in lane for lane in lanes)


def test_a_settled_row_remembers_the_day_and_no_moment(world: World) -> None:
    plan(world, add_people(world, 1))
    send(world, {"slack": Platform()})
    with world.reading() as session:
        (row,) = session.exec(select(Delivery)).all()
    assert row.not_before.astimezone(ZONE).time().isoformat() == "00:00:00"
    assert row.settled_on == world.clock().astimezone(ZONE).date()


@pytest.mark.both
def test_who_is_stopped_finishes_what_is_in_hand_and_leaves_the_rest(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "GROUP", 50)
    plan(world, add_people(world, 60))
    platform = Platform()
    (batch,) = delivery.hand_out(world.engine, "pushes", world.clock(), "first")
    with post_office(world, {"slack": platform}) as post:
        work = work_with(world, post)._replace(is_over=lambda: len(platform.arrived) >= 50)
        assert delivery.send_batch(work, batch) == 50
    assert states(world) == {"sent": 50, "pending": 10}
    assert send(world, {"slack": platform}) == 10


def test_what_can_wait_for_working_time_does(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(HOUSE.messages, "test", HOUSE.messages["test"]._replace(in_working_time=True))
    world.clock.now = datetime(2026, 3, 6, 17, 30, tzinfo=ZONE)  # a Friday
    plan(world, add_people(world, 2))
    platform = Platform()
    assert send(world, {"slack": platform}) == 0
    world.clock.now = datetime(2026, 3, 8, 12, tzinfo=ZONE)
    assert send(world, {"slack": platform}) == 0
    world.clock.now = datetime(2026, 3, 9, 9, tzinfo=ZONE)
    assert send(world, {"slack": platform}) == 2
