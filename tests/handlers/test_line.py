"""Who waits in a line: what comes first goes first, a full line says so at once, nobody's place is lost."""

import asyncio
from collections.abc import Callable

import pytest

from bot.foundation import words
from bot.foundation.context import Visitor
from bot.foundation.screen import Event
from bot.routes import is_reporting
from handlers import desk as desks
from handlers import line as lines
from handlers.desk import ALL_ELSE, FIGURES, REPORTING, STRANGERS, OutOfOrder, TooBusy
from handlers.line import Line, QueueFull
from tests.support.world import World


async def helped(line: Line, rank: int, note: Callable[[int], None], go_on: asyncio.Event) -> None:
    async with line.place(rank):
        note(rank)
        await go_on.wait()


async def settled() -> None:
    """Lets everybody go as far as they can."""
    for _ in range(20):
        await asyncio.sleep(0)


def test_who_reports_goes_before_modules_and_those_before_figures() -> None:
    async def all_of_it() -> list[int]:
        line, order, go_on = Line(1, (9, 9, 9, 9)), list[int](), asyncio.Event()
        ranks = (ALL_ELSE, FIGURES, ALL_ELSE, REPORTING, FIGURES, REPORTING)
        tasks = []
        for rank in ranks:
            tasks.append(asyncio.create_task(helped(line, rank, order.append, go_on)))
            await settled()
        go_on.set()
        await asyncio.gather(*tasks)
        return order

    first = ALL_ELSE  # was there before anybody had to wait
    assert asyncio.run(all_of_it()) == [first, REPORTING, REPORTING, ALL_ELSE, FIGURES, FIGURES]


def test_a_line_that_is_full_for_one_may_have_room_for_another() -> None:
    async def all_of_it() -> None:
        line, go_on = Line(1, (3, 3, 2, 1)), asyncio.Event()
        tasks = [asyncio.create_task(helped(line, FIGURES, print, go_on)) for _ in range(2)]
        await settled()
        for rank, another in ((FIGURES, ALL_ELSE), (ALL_ELSE, REPORTING)):
            with pytest.raises(QueueFull):
                async with line.place(rank):
                    raise AssertionError
            tasks.append(asyncio.create_task(helped(line, another, print, go_on)))
            await settled()
        with pytest.raises(QueueFull):
            async with line.place(REPORTING):
                raise AssertionError
        go_on.set()
        await asyncio.gather(*tasks)
        async with line.place(FIGURES):
            return

    asyncio.run(all_of_it())


def test_a_flood_from_one_network_or_on_one_organisation_lets_all_others_go_first() -> None:
    async def all_of_it() -> list[str]:
        line, order, go_on = Line(1, (9, 9, 9, 9)), list[str](), asyncio.Event()

        async def one(rank: int, *whose: str) -> None:
            async with line.place(rank, whose):
                order.append(whose[0] if whose else "known")
                await go_on.wait()

        comers: list[tuple[int, tuple[str, ...]]] = [(STRANGERS, ("a/1", "a"))] * 4
        comers += [(STRANGERS, ("a/2", "a")), (STRANGERS, ("b/1", "b")), (REPORTING, ())]
        tasks = []
        for rank, whose in comers:
            tasks.append(asyncio.create_task(one(rank, *whose)))
            await settled()
        go_on.set()
        await asyncio.gather(*tasks)
        return order

    assert asyncio.run(all_of_it()) == ["a/1", "known", "b/1", "a/2", "a/1", "a/1", "a/1"]


def test_in_a_full_line_who_is_one_of_many_makes_room() -> None:
    async def all_of_it() -> list[str]:
        line, order, go_on = Line(1, (3, 3, 3, 3)), list[str](), asyncio.Event()

        async def one(*whose: str) -> None:
            try:
                async with line.place(STRANGERS, whose):
                    order.append(whose[0])
                    await go_on.wait()
            except QueueFull:
                order.append("sent away")

        tasks = []
        for network in ("1", "1", "1", "1", "1", "2"):
            tasks.append(asyncio.create_task(one(network, "a")))
            await settled()
        go_on.set()
        await asyncio.gather(*tasks)
        return order

    assert asyncio.run(all_of_it()) == ["1", "sent away", "sent away", "2", "1", "1"]


def test_whoever_goes_away_leaves_the_place_to_the_next() -> None:
    async def all_of_it() -> list[int]:
        line, order, go_on = Line(1, (9, 9, 9, 9)), list[int](), asyncio.Event()
        waiting = [asyncio.create_task(helped(line, REPORTING, order.append, go_on)) for _ in range(4)]
        await settled()
        waiting[1].cancel()  # waits
        waiting[0].cancel()  # is being helped; the place goes to the third, who goes away at that moment
        await asyncio.sleep(0)
        waiting[2].cancel()
        await settled()
        assert order == [REPORTING, REPORTING], "the fourth has the place"
        go_on.set()
        await asyncio.gather(*waiting, return_exceptions=True)
        async with line.place(FIGURES):
            order.append(FIGURES)
        return order

    assert asyncio.run(all_of_it())[-1] == FIGURES


def test_a_place_that_does_not_come_in_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "PATIENCE", 0.0)

    async def all_of_it() -> list[int]:
        line, order, go_on = Line(1, (9, 9, 9, 9)), list[int](), asyncio.Event()
        first = asyncio.create_task(helped(line, FIGURES, order.append, go_on))
        await settled()
        with pytest.raises(QueueFull):
            await helped(line, REPORTING, order.append, go_on)
        go_on.set()
        await first
        await helped(line, ALL_ELSE, order.append, go_on)
        return order

    assert asyncio.run(all_of_it()) == [FIGURES, ALL_ELSE]


def test_a_desk_with_a_full_line_says_so(sqlite_world: World) -> None:
    sqlite_world.desk._line = Line(0, (0, 0, 0, 0))
    with pytest.raises(TooBusy) as busy:
        asyncio.run(sqlite_world.desk.answer(sqlite_world.visitor("employee"), Event("menu", "open")))
    assert "te veel mensen" in words.text(busy.value.key, "nl")
    for ask in (sqlite_world.desk.find, sqlite_world.desk.work):
        with pytest.raises(OutOfOrder):
            asyncio.run(ask(lambda session: session))
    assert list(desks.IN_LINE) == sorted(set(desks.IN_LINE), reverse=True)


def test_strangers_come_after_whom_we_know_and_before_modules(sqlite_world: World) -> None:
    begin, learn = Event("page", "begin"), Event("learn", "next")
    stranger = Visitor("public", "voorbeeldstad", known_as="192.0.2.1")
    assert desks._place(sqlite_world.visitor("employee"), Event("report", "begin")) == (REPORTING, ())
    assert desks._place(stranger, begin) == (STRANGERS, ("voorbeeldstad/192.0.2.1", "voorbeeldstad"))
    assert desks._place(stranger, learn)[0] == ALL_ELSE > STRANGERS > REPORTING


def test_what_has_to_do_with_a_report_comes_first() -> None:
    first = (("report", "begin"), ("follow", "find"), ("casework", "open"), ("menu", "open"))
    assert all(is_reporting(Event(*one)) for one in first)
    assert not any(map(is_reporting, (Event("learn", "next"), Event("x", "y"))))
