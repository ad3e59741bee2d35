"""How often: remembered in memory alone, for a day, under a key that nobody keeps."""

import gc
from datetime import UTC, datetime, timedelta

import pytest

from bot.foundation import limits
from bot.foundation.limits import Bucket, Limiter, network

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def tries(limiter: Limiter, number: int, key: str = "somebody", now: datetime = NOW) -> None:
    for _ in range(number):
        limiter.count(key, now)


def test_the_first_tries_are_free() -> None:
    limiter = Limiter(free=3, first_wait=MINUTE)
    assert limiter.wait("somebody", NOW) == timedelta()
    tries(limiter, 2)
    assert limiter.wait("somebody", NOW) == timedelta()
    tries(limiter, 1)
    assert limiter.wait("somebody", NOW) == MINUTE


def test_each_further_try_waits_twice_as_long_up_to_the_longest() -> None:
    limiter = Limiter(free=1, first_wait=MINUTE, longest=10 * MINUTE)
    waits = []
    for _ in range(40):
        tries(limiter, 1)
        waits.append(limiter.wait("somebody", NOW) // MINUTE)
    assert waits == [1, 2, 4, 8] + [10] * 36


def test_waiting_is_over_when_the_time_is() -> None:
    limiter = Limiter(free=1, first_wait=MINUTE)
    tries(limiter, 1)
    assert limiter.wait("somebody", NOW + timedelta(seconds=59)) == timedelta(seconds=1)
    assert limiter.wait("somebody", NOW + MINUTE) == timedelta()


def test_nobody_waits_for_somebody_else() -> None:
    limiter = Limiter(free=1, first_wait=MINUTE)
    tries(limiter, 5)
    assert limiter.wait("somebody else", NOW) == timedelta()


def test_everything_is_forgotten_when_the_day_changes() -> None:
    limiter = Limiter(free=1, first_wait=timedelta(hours=6))
    tries(limiter, 5)
    tomorrow = NOW + timedelta(days=1)
    assert limiter.wait("somebody", tomorrow) == timedelta()
    assert len(limiter._tries) == 0


def test_a_try_is_taken_only_when_there_is_no_wait_and_a_good_one_is_given_back() -> None:
    limiter = Limiter(free=2, first_wait=MINUTE)
    for _ in range(20):
        assert limiter.take("somebody", NOW) == timedelta()
        limiter.give_back("somebody", NOW)
    assert [limiter.take("somebody", NOW) for _ in range(3)] == [timedelta(), timedelta(), MINUTE]
    later = NOW + MINUTE
    assert limiter.take("somebody", later) == timedelta()
    assert limiter.take("somebody", later) == 2 * MINUTE, "refused tries did not count"


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REMEMBERED", 100)
    limiter = Limiter(free=1, first_wait=MINUTE)
    for number in range(1_000):
        tries(limiter, 1, f"person {number}")
    assert len(limiter._tries) == 100
    assert limiter.wait("person 999", NOW) == MINUTE
    assert limiter.wait("person 1", NOW) == timedelta()


def test_who_keeps_trying_is_not_forgotten_for_newcomers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REMEMBERED", 10)
    limiter = Limiter(free=1, first_wait=MINUTE)
    for number in range(50):
        tries(limiter, 1, "flooder")
        tries(limiter, 1, f"person {number}")
    assert limiter.wait("flooder", NOW) > timedelta(hours=1)


def test_memory_holds_nobody_by_name() -> None:
    limiter = Limiter(free=1, first_wait=MINUTE)
    name = "".join(("U0", "PLANTED", "NAME"))
    tries(limiter, 2, name)
    assert limiter.wait(name, NOW)
    held = [repr(one) for one in gc.get_referents(limiter, limiter._tries)]
    assert not any(name in one for one in held)


def test_any_key_can_be_counted() -> None:
    limiter = Limiter(free=1, first_wait=MINUTE)
    for key in ("", "\x00", "\ud800", "x" * 100_000):
        tries(limiter, 1, key)
        assert limiter.wait(key, NOW) == MINUTE


def test_a_bucket_has_room_and_then_lets_one_through_at_a_time() -> None:
    bucket = Bucket(room=3, each=MINUTE)
    assert [bucket.take("net", NOW) for _ in range(5)] == [True, True, True, False, False]
    assert bucket.take("another net", NOW)
    assert [bucket.take("net", NOW + MINUTE) for _ in range(2)] == [True, False]
    assert [bucket.take("net", NOW + 60 * MINUTE) for _ in range(4)] == [True, True, True, False]


def test_a_try_that_was_good_leaves_the_bucket_as_it_was() -> None:
    bucket = Bucket(room=2, each=MINUTE)
    for _ in range(50):
        assert bucket.take("net", NOW)
        bucket.give_back("net")
    assert [bucket.take("net", NOW) for _ in range(3)] == [True, True, False]


def test_a_bucket_holds_no_address_and_has_a_bottom(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REMEMBERED", 100)
    bucket = Bucket(room=2, each=MINUTE)
    for number in range(1_000):
        bucket.take(f"192.0.2.{number}", NOW)
    assert len(bucket._full_at) == 100
    assert not any("192.0.2" in repr(one) for one in bucket._full_at)


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
