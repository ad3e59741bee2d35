"""What every use case is given: worked out once, and never making anybody else wait."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event

import pytest
from sqlmodel import Session

from bot.foundation.context import Context
from storage import people
from storage.people import PersonRow
from tests.support.world import World


@pytest.fixture
def session(sqlite_world: World) -> Iterator[Session]:
    with sqlite_world.reading() as session:
        yield session


def test_somebody_who_is_looked_up_slowly_makes_nobody_wait(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, go_on = Event(), Event()
    find = people.by_address

    def by_address(session: Session, platform: str, workspace: str, user: str) -> PersonRow | None:
        if user == "employee":
            slow.set()
            assert go_on.wait(10)
        return find(session, platform, workspace, user)

    def person(who: str) -> PersonRow | None:
        with sqlite_world.reading() as session:
            return sqlite_world.context(session, who).person

    monkeypatch.setattr(people, "by_address", by_address)
    with ThreadPoolExecutor(2) as pool:
        waiting = pool.submit(person, "employee")
        assert slow.wait(10)
        other = pool.submit(person, "handler").result(5)
        go_on.set()
        mine = waiting.result(5)
    assert other and other.name == "Behandelaar Een"
    assert mine and mine.name == "Medewerker Een"


def test_somebody_is_looked_up_once(
    sqlite_world: World, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    find = people.by_address

    def by_address(session: Session, platform: str, workspace: str, user: str) -> PersonRow | None:
        asked.append(user)
        return find(session, platform, workspace, user)

    monkeypatch.setattr(people, "by_address", by_address)
    ctx = sqlite_world.context(session, "handler")
    assert ctx.person == ctx.person and ctx.roles == {"handler"}
    assert asked == ["handler"]
    assert ctx.moved_to(locale="en").person == ctx.person, "who it is does not depend on the language"


def test_nobody_is_nobody(sqlite_world: World, session: Session) -> None:
    for who in ("", "stranger"):
        ctx = sqlite_world.context(session, who)
        assert (ctx.person, ctx.roles) == (None, frozenset())
    assert sqlite_world.context(session, "").names == ()
    assert sqlite_world.context(session, "stranger").names == ("web:hall:stranger",)


def test_a_day_is_a_day_in_the_netherlands(sqlite_world: World, session: Session) -> None:
    def today(ctx: Context, *moment: int) -> str:
        ctx.now = datetime(*moment, tzinfo=UTC)  # type: ignore[misc,arg-type]
        return ctx.today.isoformat()

    ctx = sqlite_world.context(session)
    assert today(ctx, 2026, 1, 31, 22, 59) == "2026-01-31"
    assert today(ctx, 2026, 1, 31, 23, 0) == "2026-02-01"
    assert today(ctx, 2026, 7, 31, 22, 0) == "2026-08-01"
