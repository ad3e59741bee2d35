"""How often: remembered in memory alone, for a day, under a key that nobody keeps."""

import gc
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.foundation import remembered
from bot.foundation.limits import Bucket, Limiter, Limits, network
from bot.foundation.remembered import Common, Memory, Own

Make = Callable[[], Memory]

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(params=[Own, Common])
def memory(request: pytest.FixtureRequest) -> Make:
    """What makes the memory of a limit: of one process, and of workers."""
    make: Make = request.param
    return make


def rows(memory: Memory) -> list[bytes]:
    """The hashes that a memory holds."""
    if isinstance(memory, Own):
        return list(memory.rows)
    assert isinstance(memory, Common)
    every = (place for start in range(memory._sets) for place in memory._places(start.to_bytes(8)))
    return [key for _, key, _, _ in every if key != remembered.NOTHING]


def tries(limiter: Limiter, number: int, key: str = "somebody", now: datetime = NOW) -> None:
    for _ in range(number):
        limiter.count(key, now)


def test_the_first_tries_are_free(memory: Make) -> None:
    limiter = Limiter(free=3, first_wait=MINUTE, memory=memory())
    assert limiter.wait("somebody", NOW) == timedelta()
    tries(limiter, 2)
    assert limiter.wait("somebody", NOW) == timedelta()
    tries(limiter, 1)
    assert limiter.wait("somebody", NOW) == MINUTE


def test_each_further_try_waits_twice_as_long_up_to_the_longest(memory: Make) -> None:
    limiter = Limiter(free=1, first_wait=MINUTE, longest=10 * MINUTE, memory=memory())
    waits = []
    for _ in range(40):
        tries(limiter, 1)
        waits.append(limiter.wait("somebody", NOW) // MINUTE)
    assert waits == [1, 2, 4, 8] + [10] * 36


def test_waiting_is_over_when_the_time_is(memory: Make) -> None:
    limiter = Limiter(free=1, first_wait=MINUTE, memory=memory())
    tries(limiter, 1)
    assert limiter.wait("somebody", NOW + timedelta(seconds=59)) == timedelta(seconds=1)
    assert limiter.wait("somebody", NOW + MINUTE) == timedelta()


def test_nobody_waits_for_somebody_else(memory: Make) -> None:
    limiter = Limiter(free=1, first_wait=MINUTE, memory=memory())
    tries(limiter, 5)
    assert limiter.wait("somebody else", NOW) == timedelta()


def test_everything_is_forgotten_when_the_day_changes(memory: Make) -> None:
    limiter = Limiter(free=1, first_wait=timedelta(hours=6), memory=memory())
    tries(limiter, 5)
    tomorrow = NOW + timedelta(days=1)
    assert limiter.wait("somebody", tomorrow) == timedelta()
    assert rows(limiter._memory) == []


def test_a_try_is_taken_only_when_there_is_no_wait_and_a_good_one_is_given_back(memory: Make) -> None:
    limiter = Limiter(free=2, first_wait=MINUTE, memory=memory())
    for _ in range(20):
        assert limiter.take("somebody", NOW) == timedelta()
        limiter.give_back("somebody", NOW)
    assert [limiter.take("somebody", NOW) for _ in range(3)] == [timedelta(), timedelta(), MINUTE]
    later = NOW + MINUTE
    assert limiter.take("somebody", later) == timedelta()
    assert limiter.take("somebody", later) == 2 * MINUTE, "refused tries did not count"


def test_memory_is_bounded(memory: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "REMEMBERED", 100)
    limiter = Limiter(free=1, first_wait=MINUTE, memory=memory())
    for number in range(1_000):  # one after the other: of two at the same moment either may be forgotten
        limiter.take(f"person {number}", NOW - timedelta(milliseconds=1_000 - number))
    assert len(rows(limiter._memory)) in (100, 104)
    assert limiter.wait("person 999", NOW) > timedelta()
    assert limiter.wait("person 1", NOW) == timedelta()


def test_who_keeps_trying_is_not_forgotten_for_newcomers(
    memory: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "REMEMBERED", 10)
    limiter = Limiter(free=1, first_wait=MINUTE, memory=memory())
    for number in range(50):
        tries(limiter, 1, "flooder")
        tries(limiter, 1, f"person {number}")
    assert limiter.wait("flooder", NOW) > timedelta(hours=1)


def test_memory_holds_nobody_by_name(memory: Make) -> None:
    limiter = Limiter(free=1, first_wait=MINUTE, memory=memory())
    name = "".join(("U0", "PLANTED", "NAME"))
    tries(limiter, 2, name)
    assert limiter.wait(name, NOW)
    held = [repr(one) for one in gc.get_referents(limiter, limiter._memory)] + [repr(rows(limiter._memory))]
    assert not any(name in one for one in held)


def test_any_key_can_be_counted(memory: Make) -> None:
    limiter = Limiter(free=1, first_wait=MINUTE, memory=memory())
    for key in ("", "\x00", "\ud800", "x" * 100_000):
        tries(limiter, 1, key)
        assert limiter.wait(key, NOW) == MINUTE


def test_a_bucket_has_room_and_then_lets_one_through_at_a_time(memory: Make) -> None:
    bucket = Bucket(room=3, each=MINUTE, memory=memory())
    assert [bucket.take("net", NOW) for _ in range(5)] == [True, True, True, False, False]
    assert bucket.take("another net", NOW)
    assert [bucket.take("net", NOW + MINUTE) for _ in range(2)] == [True, False]
    assert [bucket.take("net", NOW + 60 * MINUTE) for _ in range(4)] == [True, True, True, False]


def test_a_try_that_was_good_leaves_the_bucket_as_it_was(memory: Make) -> None:
    bucket = Bucket(room=2, each=MINUTE, memory=memory())
    for _ in range(50):
        assert bucket.take("net", NOW)
        bucket.give_back("net")
    assert [bucket.take("net", NOW) for _ in range(3)] == [True, True, False]


def test_a_bucket_holds_no_address_and_has_a_bottom(memory: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "REMEMBERED", 100)
    bucket = Bucket(room=2, each=MINUTE, memory=memory())
    for number in range(1_000):
        bucket.take(f"192.0.2.{number}", NOW)
    assert len(rows(bucket._memory)) in (100, 104)
    assert not any("192.0.2" in repr(one) for one in rows(bucket._memory))


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1%eth0", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:/run/baken.sock", ""),
        ("x" * 10_000, ""),
    ],
)
def test_strangers_are_counted_by_network(host: str, counted: str) -> None:
    assert network(host) == counted


def test_workers_count_together_and_one_that_dies_at_it_holds_up_nobody() -> None:
    limiter = Limits(Common).reports
    for wait in (False, True):
        if not (child := os.fork()):  # as workers are made
            for _ in range(10):
                limiter.count("somebody", NOW)
            with limiter._memory.held():
                os._exit(0)
        assert os.waitpid(child, 0) == (child, 0)
        assert bool(limiter.wait("somebody", NOW)) is wait
    assert not limiter.wait("somebody else", NOW)
