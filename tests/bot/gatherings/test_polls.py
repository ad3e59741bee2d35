"""Votes without a person: everybody votes once, and nobody can lay a vote beside a voter."""

import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot import housekeeping
from bot.foundation import words
from bot.foundation.screen import Picture, Screen
from bot.integrity_week import polls
from bot.screens.pictures import path
from handlers import pictures
from storage import poll_keys, sealing
from storage import polls as kept
from storage.gathering_counts import votes
from storage.polls import PollRow
from storage.vault import Destroyed
from tests.bot.gatherings.town import Town, errors, of
from tests.support.world import Walk, World

VOTERS = ("employee", "employee2", "handler", "handler2", "deputy", "privacy", "coordinator")
PERIOD = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def week(world: World) -> World:
    """A ready week that is on, with the dilemma of its first day."""
    return begun(world)


def begun(world: World) -> World:
    walk = world.walk("coordinator")
    walk.do("week", "begin")
    walk.submit(title="Week", first="16-03-2026", last="20-03-2026", programme="ready")
    walk.press("sure")
    walk.press("announce")
    world.clock.now = datetime(2026, 3, 16, 9, tzinfo=UTC)
    return world


def dilemma(world: World, who: str) -> Walk:
    walk = world.walk(who)
    walk.do("week", "dilemma", "1")
    return walk


def vote(world: World, who: str, answer: str) -> Screen:
    return dilemma(world, who).submit(answer=answer)


def poll(world: World) -> PollRow:
    with world.reading() as session:
        found = kept.by_id(session, world.organisation.id, 1)
    assert found
    return found


def sweep(world: World) -> None:
    housekeeping.sweep(world.engine, world.vault, world.clock())


def next_day(world: World) -> None:
    world.clock.forward(days=1)
    sweep(world)


def test_everybody_votes_once_and_sees_the_result_the_next_day(week: World) -> None:
    for n, who in enumerate(VOTERS):
        assert vote(week, who, "a" if n < 4 else "c").step == "voted"
        assert dilemma(week, who).screen.step == "voted"
    assert of(week.engine, "SELECT count(*) FROM once WHERE scope = 'poll/1'")[0][0] == 7
    next_day(week)
    shown = dilemma(week, "employee").screen
    (picture,) = (part for part in shown.body if isinstance(part, Picture))
    assert shown.step == "result" and all(f"{n} (" in picture.alt for n in ("4", "0", "3"))
    source = picture.source
    assert TestClient(Starlette(routes=pictures.routes(week.desk))).get(path(source)).content[1:4] == b"PNG"
    with week.reading() as session:
        (counted,) = votes(session, week.organisation.id, *PERIOD)
    assert (counted.kind, counted.votes, counted.result) == ("dilemma", 7, (4, 0, 3))


@pytest.mark.both
def test_somebody_who_votes_twice_at_the_same_moment_counts_once(week: World) -> None:
    forms = [dilemma(week, "employee").pressed("vote", answer="a") for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda form: week.walk("employee").event(form), forms))
    next_day(week)
    assert poll(week).votes == 1


def test_the_same_person_in_another_chat_counts_once(sqlite_world: World) -> None:
    week = begun(sqlite_world)
    vote(week, "employee", "a")
    walk = week.walk("employee", "slack")
    assert walk.do("week", "dilemma", "1").step == "voted"


@pytest.mark.both
def test_all_votes_at_the_same_moment_are_counted(week: World) -> None:
    with ThreadPoolExecutor(7) as pool:
        list(pool.map(lambda who: vote(week, who, "b"), VOTERS))
    next_day(week)
    assert poll(week).result == (0, 7, 0)


@pytest.mark.both
def test_few_votes_give_no_result_on_the_screen_or_in_the_database(week: World) -> None:
    for who in VOTERS[:4]:
        vote(week, who, "b")
    next_day(week)
    shown = dilemma(week, "employee").screen
    assert words.text("week.dilemma.few", "nl") in str(shown.body) and "Facts" not in str(shown.body)
    assert of(week.engine, "SELECT votes, result, box FROM poll WHERE id = 1") == [(4, None, None)]


@pytest.mark.both
def test_a_poll_that_is_closed_takes_no_vote_and_is_closed_once(week: World) -> None:
    for who in VOTERS[:5]:
        vote(week, who, "a")
    form = dilemma(week, "privacy").pressed("vote", answer="b")
    next_day(week)
    before = poll(week)
    for _ in range(2):
        with week.unit() as session:
            polls.close(session, week.vault, week.organisation.id, 1)
        sweep(week)
    assert poll(week) == before
    assert week.walk("privacy").event(form).step == "result"
    assert poll(week) == before


@pytest.mark.both
def test_replicas_that_close_at_the_same_moment_close_once(week: World) -> None:
    for who in VOTERS[:5]:
        vote(week, who, "a")
    week.clock.forward(days=1)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: polls.close_due(week.engine, week.vault, week.clock()), range(3)))
    assert poll(week).result == (5, 0, 0)


def test_an_answer_that_is_none_is_asked_again(sqlite_world: World) -> None:
    walk = dilemma(begun(sqlite_world), "employee")
    walk.submit(answer="")
    assert "answer" in errors(walk.screen)
    walk.submit(answer="z")
    assert "answer" in errors(walk.screen)
    assert poll(sqlite_world).box is not None


def test_a_dilemma_is_not_there_before_its_day_nor_for_another_organisation(sqlite_world: World) -> None:
    begun(sqlite_world)
    assert sqlite_world.walk("employee").do("week", "dilemma", "2").step == "sorry"
    other = sqlite_world.add_organisation("elders", "Elders")
    sqlite_world.add_person("elders", organisation=other)
    assert sqlite_world.walk("elders").do("week", "dilemma", "1").step == "sorry"


# What can be found out by whoever has the databases.


def dump(world: World) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of the main database, as a dump would have it."""
    if world.engine.dialect.name == "sqlite":
        tables = [
            str(name) for (name,) in of(world.engine, "SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
    else:
        tables = [
            str(name)
            for (name,) in of(world.engine, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ]
    return {table: of(world.engine, f'SELECT * FROM "{table}"') for table in tables}


@pytest.mark.both
def test_a_vote_leaves_no_person_no_answer_and_no_moment(week: World) -> None:
    before = dump(week)
    vote(week, "employee", "a")
    after = dump(week)
    changed = {
        table for table in after if sorted(map(repr, after[table])) != sorted(map(repr, before[table]))
    }
    assert changed == {"once", "poll"}
    ((scope, who),) = set(after["once"]) - set(before["once"])
    assert scope == "poll/1" and isinstance(who, str) and len(who) == 64
    old, new = (next(row for row in rows["poll"] if row[0] == 1) for rows in (before, after))
    differ = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    assert len(differ) == 1  # the sealed box alone; it is as long as it was
    assert len(bytes(differ[0][0])) == len(bytes(differ[0][1]))  # type: ignore[call-overload]


@pytest.mark.both
def test_dumps_after_each_vote_do_not_tell_which_answer_was_given(week: World) -> None:
    """Whoever has every state of the main database, from vote to vote, sees noise: votes for one answer look
    like votes for another, and like no pattern at all."""
    boxes = []
    for n, who in enumerate(VOTERS):
        vote(week, who, "abc"[n % 3])
        (box,) = of(week.engine, "SELECT box FROM poll WHERE id = 1")[0]
        boxes.append(bytes(box))  # type: ignore[call-overload]
    assert len({len(box) for box in boxes}) == 1
    for one, other in pairwise(boxes):
        same = sum(a == b for a, b in zip(one, other, strict=True))
        assert same <= len(one) // 4


def test_who_voted_stands_in_the_order_of_hashes_and_not_of_votes(sqlite_world: World) -> None:
    begun(sqlite_world)
    noted: list[object] = []
    for who in VOTERS:
        vote(sqlite_world, who, "a")
        rows = {row for (row,) in of(sqlite_world.engine, "SELECT who FROM once WHERE scope = 'poll/1'")}
        noted += rows - set(noted)
    kept_as = [row for (row,) in of(sqlite_world.engine, "SELECT who FROM once WHERE scope = 'poll/1'")]
    assert kept_as == sorted(noted, key=str)
    with pytest.raises(sqlite3.OperationalError):
        sqlite3.connect(sqlite_world.main.removeprefix("sqlite:///")).execute("SELECT rowid FROM once")


def everything(world: World) -> Iterator[bytes]:
    """Every byte that the main database ever wrote, with its log."""
    folder = Path(world.main.removeprefix("sqlite:///")).parent
    yield from (file.read_bytes() for file in folder.glob("baken.db*"))


@pytest.mark.both
def test_once_closed_no_key_opens_what_was_copied_before(week: World) -> None:
    """A copy of the main database from while the poll was open, and later all secrets that there are."""
    for who in VOTERS:
        vote(week, who, "a")
    copy, name = poll(week), poll(week).key_name
    hashes = {who for (who,) in of(week.engine, "SELECT who FROM once WHERE scope = 'poll/1'")}
    key = poll_keys.get(week.vault, name)
    next_day(week)
    with pytest.raises(Destroyed):
        poll_keys.get(week.vault, name)
    assert name not in json.dumps([str(row) for row in of(week.vault.engine, "SELECT name FROM secret")])
    secrets = [week.vault.audit_secret, week.vault.notice_key, *week.vault._secrets.values()]
    for secret in secrets:
        with pytest.raises(sealing.CannotOpen):
            sealing.unwrap(secret, copy.box or b"", "poll", copy.organisation_id, copy.id)
        mine = {polls.voter(secret, f"person:{id}") for id in week.people.values()}
        assert mine.isdisjoint(hashes)
    assert {polls.voter(key, f"person:{id}") for id in week.people.values()} == hashes  # that is what it was
    assert of(week.engine, "SELECT * FROM once WHERE scope = 'poll/1'") == []
    if week.engine.dialect.name == "sqlite":  # nor is it left in pages, log or free space
        assert not [1 for kept in everything(week) for one in hashes if str(one).encode() in kept]


def test_the_running_total_moves_by_five_votes(sqlite_world: World) -> None:
    week = begun(sqlite_world)
    for n, who in enumerate(VOTERS, 1):
        vote(week, who, "a")
        with week.unit() as session:
            ctx = week.context(session)
            assert sum(polls.so_far(ctx, poll(week))) == n // 5 * 5


def test_a_key_without_a_poll_goes_after_some_days(sqlite_world: World) -> None:
    week = begun(sqlite_world)
    lost, _ = poll_keys.make(week.vault, week.clock().date())
    sweep(week)
    assert lost in poll_keys.names(week.vault)
    week.clock.forward(days=4)
    sweep(week)
    assert lost not in poll_keys.names(week.vault)
    assert len(poll_keys.names(week.vault)) == 1  # that of Friday


def test_new_master_keys_keep_polls_open(sqlite_world: World) -> None:
    week = begun(sqlite_world)
    vote(week, "employee", "a")
    week.vault.rotate()
    vote(week, "employee2", "a")
    next_day(week)
    assert poll(week).votes == 2


def test_the_town_has_polls_of_each_kind_beside_each_other(sqlite_world: World) -> None:
    week = begun(sqlite_world)
    town = Town(week)
    town.team("Balie", "handler")
    walk = week.walk("coordinator")
    walk.do("meeting", "begin")
    walk.submit(pack="drugs", until="30-11-2026")
    assert [row[0] for row in of(week.engine, "SELECT kind FROM poll ORDER BY id")] == ["dilemma"] * 5 + [
        "after_meeting"
    ]


def test_a_poll_whose_key_is_gone_takes_no_vote_and_closes_without_a_result(sqlite_world: World) -> None:
    """Its row came back from a backup of the main database."""
    week = begun(sqlite_world)
    for who in VOTERS[:5]:
        vote(week, who, "a")
    poll_keys.destroy(week.vault, {poll(week).key_name})
    assert week.walk("privacy").do("week", "dilemma", "1").step == "sorry"
    next_day(week)
    assert (poll(week).votes, poll(week).result) == (5, ())
