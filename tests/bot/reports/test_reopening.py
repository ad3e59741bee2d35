"""A closed report opens again by its reporter or by a handler: nothing that was counted changes, what was
promised begins anew, and it is closed again as it was the first time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, update
from sqlmodel import select

from bot import housekeeping
from bot.foundation import words
from bot.foundation.screen import Fact, Facts, Said, Screen, Value
from bot.reports import protocol, slots, steps
from bot.reports.protocol import Protocol
from storage import audit, counts
from storage.counts import Counts
from storage.reports import Viewer
from storage.tables.reports import Message, Report, ReportEntry, ReportReopening
from tests.support import sending
from tests.support.world import Postbox, Reported, Walk, World, slack_id

REASON = "Er kwam een tip bij van de wijkagent."
SPRING, AUTUMN = (date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 7, 1), date(2026, 12, 31))


def at(world: World, day: date) -> None:
    world.clock.now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def opened(world: World, reported: Reported, who: str = "handler") -> Walk:
    walk = world.walk(who)
    assert walk.do("casework", "show", reported.id).step == "report"
    return walk


def follow(world: World, reported: Reported) -> Walk:
    walk = world.walk("")
    walk.do("follow", "open")
    walk.submit(code=reported.code)
    return walk


def reopen(world: World, reported: Reported, who: str = "handler") -> Screen:
    walk = opened(world, reported, who)
    walk.press("form", "reopen")
    return walk.submit(reason=REASON)


def stored(world: World) -> Report:
    with world.reading() as session:
        return session.exec(select(Report)).one()


def said(screen: Screen) -> list[str]:
    return [part.text for part in screen.body if isinstance(part, Said)]


def facts(screen: Screen) -> dict[str, str]:
    rows: list[Fact] = [row for part in screen.body if isinstance(part, Facts) for row in part.rows]
    return {row.label: row.value for row in rows}


def trail(world: World) -> list[tuple[str, str]]:
    with world.reading() as session:
        every = audit.entries(session, world.organisation.id, 100)
    return [(one.actor.partition(":")[0], one.action) for one in every if one.action == "report.reopened"]


def figures(world: World, first: date, last: date, viewer: Viewer | None = None) -> Counts:
    """What is counted, which is the same by running totals and report by report."""
    with world.reading() as session:
        home = world.organisation.id
        spans = (first, last), (first, last + timedelta(days=1))
        found = [counts.count(session, home, *span, viewer) for span in spans]
    by_totals, one_by_one = (one._replace(closed=sorted(one.closed)) for one in found)
    assert by_totals == one_by_one
    return by_totals


def flow(world: World, first: date, last: date, viewer: Viewer | None = None) -> tuple[int, int, int, int]:
    """Received, opened again, closed, and open on the last day."""
    found = figures(world, first, last, viewer)
    closed = sum(one.number for one in found.closed)
    return sum(one.number for one in found.received), found.reopened, closed, found.open_at_end


@pytest.mark.both
def test_each_closing_counts_in_its_own_half_year_and_what_is_open_follows(world: World) -> None:
    reported = world.report()
    world.clock.forward(days=3)
    opened(world, reported).finish("riec")
    assert flow(world, *SPRING) == (1, 0, 1, 0)
    at(world, date(2026, 8, 4))
    reopen(world, reported)
    assert flow(world, *SPRING) == (1, 0, 1, 0)
    assert flow(world, *AUTUMN) == (0, 1, 0, 1)
    at(world, date(2026, 8, 14))
    opened(world, reported).finish("no_action")
    assert flow(world, *SPRING) == (1, 0, 1, 0)
    assert flow(world, *AUTUMN) == (0, 1, 1, 0)
    assert [tuple(one) for one in figures(world, *SPRING).closed] == [("riec", 3, 1)]
    assert [tuple(one) for one in figures(world, *AUTUMN).closed] == [("no_action", 10, 1)]
    at(world, date(2026, 11, 2))
    reopen(world, reported)
    opened(world, reported).finish("riec")  # on the same day
    assert flow(world, *AUTUMN) == (0, 2, 2, 0)
    assert sorted(tuple(one) for one in figures(world, *AUTUMN).closed) == [
        ("no_action", 10, 1),
        ("riec", 0, 1),
    ]
    housekeeping.fold(
        world.engine, world.vault, world.clock() + timedelta(days=1)
    )  # its rows are written anew
    assert flow(world, *AUTUMN) == (0, 2, 2, 0)


@pytest.mark.both
def test_whoever_may_not_know_of_a_report_does_not_count_that_it_was_opened_again(world: World) -> None:
    reported = world.report(identity="named", untold=(str(world.people["coordinator"]),))
    home = world.organisation.id

    def seen_by(who: str) -> tuple[int, int, int, int]:
        keys = world.vault.handler_keys(home, world.people[who])
        return flow(world, *SPRING, Viewer(home, keys, ("handlers",)))

    for left in (0, 1):
        opened(world, reported).finish("riec")
        assert flow(world, *SPRING) == seen_by("coordinator") == (0, 0, 0, 0)
        assert seen_by("handler") == (1, left, 1 + left, 0)
        follow(world, reported).submit(addition="Het busje is er weer.")
        assert flow(world, *SPRING) == seen_by("coordinator") == (0, 0, 0, 0)
        assert seen_by("handler") == (1, 1 + left, 1 + left, 1)


@pytest.mark.both
def test_a_handler_opens_it_with_a_reason_that_the_reporter_does_not_read(world: World) -> None:
    reported = world.report("employee", "slack", identity="named")
    opened(world, reported).finish("riec")
    world.clock.forward(days=30)
    sending.send(world, {"slack": Postbox()})
    shown = reopen(world, reported, "handler2")
    assert shown.step == "report" and said(shown)[-1].endswith(f": {REASON}")
    before = words.text("casework.facts.before", "nl")
    assert "10 maart 2026" in facts(shown)[before] and "9 april 2026" in facts(shown)[before]
    row = stored(world)
    assert (row.status, row.outcome, row.closed_on, row.keep_until) == ("in_progress", None, None, None)
    assert (row.reopened_on, row.due_on) == (date(2026, 4, 9), date(2026, 7, 9))
    assert trail(world) == [("person", "report.reopened")]
    assert REASON not in repr(row)
    with world.reading() as session:
        messages, entries = session.exec(select(Message)).all(), session.exec(select(ReportEntry)).all()
        sealed = [*(one.sealed for one in messages), *(one.sealed for one in entries)]
    assert all(REASON.encode() not in one for one in sealed)
    postbox = Postbox()
    sending.send(world, {"slack": postbox})
    (address, _), *others = postbox.sent
    assert (address.user, others) == (slack_id("employee"), [])
    theirs = follow(world, reported).screen
    assert REASON not in repr(theirs)
    steps = {name: words.text(f"follow.timeline.steps.{name}", "nl") for name in ("reopened", "result")}
    assert facts(theirs)[steps["reopened"]] == "9 april 2026"
    assert "9 juli 2026" in facts(theirs)[steps["result"]]
    again = opened(world, reported)
    again.finish("no_action")
    assert facts(follow(world, reported).screen)[steps["result"]] == "9 april 2026"
    assert stored(world).keep_until == date(2027, 4, 9)


def step_of(walk: Walk) -> str:
    return facts(walk.screen)[words.text("deciding.step", "nl")]


def decide(walk: Walk, **answers: Value) -> Screen:
    walk.press("decide")
    return walk.submit(**answers)


@pytest.mark.both
@pytest.mark.parametrize("by", ["handler", "reporter"])
def test_one_that_was_decided_about_is_weighed_anew_on_the_ground_that_holds(by: str, world: World) -> None:
    reported = world.report("employee", "slack", identity="named")
    walk = opened(world, reported)
    walk.weigh()
    decide(walk, weight="department")
    decide(walk, approach="riec", why="Te groot voor ons.")
    walk.submit()
    assert stored(world).step == steps.RESULT and stored(world).outcome == "riec"
    world.clock.forward(days=30)
    if by == "handler":
        reopen(world, reported)
    else:
        follow(world, reported).submit(addition="Het busje is er weer.")
    row = stored(world)
    assert (row.step, row.step_on, row.decided_on) == ("weight", date(2026, 4, 9), date(2026, 3, 10))
    walk = opened(world, reported, "handler2")
    assert step_of(walk) == words.text("deciding.at.weight", "nl")
    last = [part for part in walk.screen.body if isinstance(part, Said)][-1]
    assert last.text.startswith(words.text("deciding.reopened", "nl").split(".")[0])
    named = "Behandelaar Een" if by == "handler" else words.text("threads.reporter", "nl")
    assert (last.who, REASON in last.text) == (named, by == "handler")
    assert last.when.endswith("9 april 2026")
    walk.press("form", "finish")
    assert walk.submit(outcome="check").inputs[0].name == "message"  # its ground still holds
    assert walk.submit().step == "report" and stored(world).outcome == "check"


@pytest.mark.parametrize("road", list(steps.ROADS))
def test_one_that_ended_without_a_ground_begins_anew_and_cannot_be_passed_on(road: str, world: World) -> None:
    protocol._own[""] = Protocol(road)
    try:
        reported = world.report()
        walk = opened(world, reported)
        first = steps.ROADS[road][0]
        decide(walk, **{first: "no"}, why="Geen signaal.")
        walk.submit()
        assert stored(world).outcome == "no_signal" and stored(world).step == steps.RESULT
        reopen(world, reported)
        walk = opened(world, reported)
        assert step_of(walk) == words.text(f"deciding.at.{first}", "nl") and stored(world).step == first
        walk.press("form", "finish")
        refused = walk.submit(outcome="riec")
        assert refused.inputs[0].error == words.text("deciding.mistakes.ground_first", "nl")
        walk.submit(outcome="no_signal")
        walk.submit()
        assert stored(world).status == "closed"
    finally:
        protocol.load(None)


@pytest.mark.both
def test_one_that_was_passed_on_before_there_were_steps_needs_a_ground_the_next_time(
    world: World,
) -> None:
    reported = world.report()
    opened(world, reported).finish("riec")
    with world.unit() as session:
        session.execute(delete(ReportEntry))
        session.execute(update(Report).values(step="", step_on=None))
    reopen(world, reported)
    walk = opened(world, reported)
    assert step_of(walk) == words.text("deciding.at.signal", "nl")
    walk.press("form", "finish")
    refused = walk.submit(outcome="riec")
    assert refused.inputs[0].error == words.text("deciding.mistakes.ground_first", "nl")


@pytest.mark.both
def test_who_decided_from_a_window_of_before_is_told_that_it_was_opened_again(world: World) -> None:
    reported = world.report(identity="named")
    walk, other = opened(world, reported), opened(world, reported, "handler2")
    walk.press("decide")
    other.finish("no_signal")
    follow(world, reported).submit(addition="Het busje is er weer.")
    refused = walk.submit(roots=("business",), signal="yes", why="Lang verhaal.")
    assert words.text("threads.reporter", "nl") in refused.error
    assert walk.submit(roots=("business",), signal="yes", why="Lang verhaal.").step == "report"


@pytest.mark.slots
def test_what_waits_for_a_report_that_is_half_destroyed_opens_nothing(world: World) -> None:
    reported = world.report(identity="anonymous")
    world.clock.forward(hours=5)
    slots.end_waits(world.engine, world.vault, world.clock())
    follow(world, reported).submit(addition="Het busje is er weer.")
    opened(world, reported).finish("no_action")
    world.vault.destroy(reported.id)
    world.clock.forward(hours=24)
    slots.end_waits(world.engine, world.vault, world.clock())
    assert stored(world).status == "closed" and trail(world) == []


@pytest.mark.both
def test_what_a_reporter_adds_opens_it_again_and_asks_for_an_answer(world: World) -> None:
    reported = world.report(identity="named")
    opened(world, reported).finish("riec")
    world.clock.forward(days=30)
    theirs = follow(world, reported)
    theirs.submit(addition="Het busje is er weer.")
    assert words.text("follow.explained.reopened", "nl").strip()[:30] in repr(theirs.screen)
    row = stored(world)
    assert (row.status, row.turn, row.due_on) == ("in_progress", "handler", date(2026, 4, 16))
    theirs.submit(addition="En nog een.")
    with world.reading() as session:
        assert len(session.exec(select(ReportReopening)).all()) == 1
    housekeeping.fold(world.engine, world.vault, world.clock() + timedelta(days=1))
    assert trail(world) == [("reporter", "report.reopened")]


@pytest.mark.slots
@pytest.mark.both
def test_what_waits_opens_it_at_its_slot_and_not_before(world: World) -> None:
    reported = world.report(identity="anonymous")
    world.clock.forward(hours=5)
    slots.end_waits(world.engine, world.vault, world.clock())
    follow(world, reported).submit(addition="Het busje is er weer.")
    opened(world, reported).finish("riec")  # who closes it cannot know of what waits
    assert stored(world).status == "closed"
    world.clock.forward(hours=24)
    slots.end_waits(world.engine, world.vault, world.clock())
    row = stored(world)
    assert (row.status, row.turn, row.reopened_on) == ("in_progress", "handler", date(2026, 3, 11))
    assert trail(world) == [("system", "report.reopened")]
    assert flow(world, *SPRING) == (1, 1, 1, 1)


@pytest.mark.both
def test_of_two_who_open_it_at_the_same_time_the_second_is_told(world: World) -> None:
    reported = world.report()
    opened(world, reported).finish("riec")
    events = []
    for who in ("handler", "handler2"):
        walk = opened(world, reported, who)
        walk.press("form", "reopen")
        events.append((walk.visitor, walk.pressed("save", reason=f"Van {who}.")))
    with ThreadPoolExecutor(2) as pool:
        screens = list(pool.map(lambda both: world.desk.respond(*both), events))
    (refused,) = [screen for screen in screens if screen.refused]
    assert refused.inputs[0].error == words.text("casework.reopened_meanwhile", "nl")
    for visitor, event in events:  # a double click
        world.desk.respond(visitor, event)
    assert flow(world, *SPRING) == (1, 1, 1, 1) and len(trail(world)) == 1


@pytest.mark.both
def test_nothing_is_lost_when_a_reporter_writes_while_it_is_closed(world: World) -> None:
    for _ in range(5):
        reported = world.report(identity="named")
        handler, reporter = opened(world, reported), follow(world, reported)
        handler.press("form", "finish")
        handler.submit(outcome="riec")
        events = [
            (handler.visitor, handler.pressed("save", message="Dank je wel.")),
            (reporter.visitor, reporter.pressed("add", addition="Het busje is er weer.")),
        ]
        with ThreadPoolExecutor(2) as pool:
            closing, _ = pool.map(lambda both: world.desk.respond(*both), events)
        with world.reading() as session:
            row = session.exec(select(Report).where(Report.id == reported.id)).one()
            again = session.exec(select(ReportReopening).where(ReportReopening.report_id == row.id)).all()
        assert row.status != "closed" and row.turn == "handler"
        assert len(again) == (0 if closing.refused else 1)
    _, reopened, closed, still = flow(world, *SPRING)
    assert still == 5 and reopened == closed
