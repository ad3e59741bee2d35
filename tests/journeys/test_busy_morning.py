"""Everybody at once: nobody is sent away, nothing is stored half or twice, and the trail stays one chain."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import select

from bot import housekeeping
from storage.tables.delivery import Delivery
from storage.tables.reports import Draft, Message, Receipt, Report
from tests.support import sending
from tests.support.world import Postbox, World, slack_id

pytestmark = pytest.mark.both

PEOPLE = 3
ROUNDS = 2
AT_ONCE = 10  # the desk has eight threads, the clock two


def count(world: World, table: type) -> int:
    with world.reading() as session:
        return len(session.exec(select(table)).all())


@pytest.mark.slow
def test_reporters_and_handlers_at_the_same_moment(world: World) -> None:
    shared = [world.report("employee", "slack", identity="named") for _ in range(2)]
    shared_ids = [reported.id for reported in shared]
    postbox = Postbox()

    def reporter(number: int) -> None:
        for position in range(ROUNDS):
            walk = world.walk(f"colleague{number}", "slack")
            walk.begin()
            walk.submit(kind=("danger", "threat", "nuisance")[(number + position) % 3])
            walk.press("go_on")
            walk.reach("receipt", identity=("named", "anonymous")[position % 2])
            walk.submit(kept="kept")

    def follower(number: int) -> None:
        for position in range(ROUNDS):
            walk = world.walk("", "web")
            walk.do("follow", "open")
            walk.submit(code=shared[(number + position) % 2].code)
            assert not walk.submit(addition=f"{number} {position}").refused

    def handler(number: int) -> None:
        for position in range(ROUNDS):
            walk = world.walk(("handler", "handler2", "coordinator")[number % 3])
            walk.do("casework", "open")
            walk.do("casework", "show", shared_ids[(number + position) % 2])
            walk.press("form", "answer")
            while walk.submit(message=f"{number} {position}").refused:  # a reporter wrote meanwhile
                pass
            assert walk.screen.step == "report"
            walk.press("form", "theme")
            while walk.submit(theme=("drugs", "cyber", "weapons")[position % 3]).refused:  # a colleague chose
                pass
            assert walk.screen.step == "report"

    def clock(_: int) -> None:
        for _ in range(ROUNDS):
            sending.send(world, {"slack": postbox})
            housekeeping.sweep(world.engine, world.vault, world.clock())

    with ThreadPoolExecutor(AT_ONCE) as pool:
        busy = [
            pool.submit(work, number)
            for number in range(PEOPLE)
            for work in (reporter, follower, handler, clock)
        ]
        for one in busy:
            one.result(120)

    sending.send(world, {"slack": postbox})
    reports = 2 + PEOPLE * ROUNDS
    messages = 2 * PEOPLE * ROUNDS
    assert (count(world, Report), count(world, Receipt)) == (reports, reports)
    assert count(world, Message) == messages
    assert count(world, Delivery) == 0
    told = [(address.user, getattr(screen, "step", "")) for address, screen in postbox.sent]
    for who in ("handler", "handler2", "coordinator"):
        assert told.count((slack_id(who), "new_report")) == reports
        assert told.count((slack_id(who), "reporter_wrote")) == PEOPLE * ROUNDS
    assert told.count((slack_id("employee"), "waiting")) == PEOPLE * ROUNDS
    with world.reading() as session:
        *_, broken = housekeeping.verify(session, world.vault, world.clock())
    assert broken is None
    assert count(world, Draft) == 2 + 2 * PEOPLE * ROUNDS, "the open windows, and no dialogue that ended"
