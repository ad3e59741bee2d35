"""What was promised beside what was done: noted in chat, counted by Baken, told in the account."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.account import commitments
from bot.account.assembly import AccountView, Before, assemble
from bot.account.commitments import READY, Done, Line, Promise
from bot.account.disclosure.figures import account
from bot.account.disclosure.kinds import KINDS
from bot.account.disclosure.suppression import THRESHOLD
from bot.account.disclosure.tables import untold
from bot.account.export import count_account
from bot.account.periods import days_of
from bot.foundation import words
from bot.foundation.screen import Row, Screen
from storage.commitments import CommitmentRow
from storage.counts import Counts
from tests.bot.account.filling import FIRST, LAST, fill
from tests.bot.gatherings.town import errors, facts, of
from tests.support.world import Walk, World

SECRET = "Bibob-beleid voor vastgoed"
HALF = (date(2026, 1, 1), date(2026, 6, 30))
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


def promise(kind: str = "own", norm: int = 4, per: str = "half", *, due: date | None = None) -> Promise:
    return Promise(CommitmentRow(1, kind, norm, per, due, date(2025, 1, 1), None, b""), "Iets")


def listed(screen: Screen) -> list[str]:
    return [part.title for part in screen.body if isinstance(part, Row)]


def number(screen: Screen, title: str) -> str:
    """The number of the promise whose name begins like this."""
    rows = [part for part in screen.body if isinstance(part, Row) and part.title.startswith(title)]
    assert len(rows) == 1 and rows[0].open
    return rows[0].open.argument


def add(world: World, **more: str) -> Walk:
    walk = world.walk("coordinator")
    walk.do("plan", "new")
    walk.submit(**{"kind": "own", "title": SECRET, "norm": "1", "per": "year", "due": "", **more})
    return walk


def told(world: World, half: str, edition: str = "internal") -> dict[str, Line]:
    with world.reading() as session:
        today = world.clock.now.date()
        shown = assemble(session, world.organisation.id, *days_of(half), today, edition)
        every = commitments.of_account(session, world.vault, world.organisation.id, shown, today)
    return {line.promise.title or line.promise.row.kind: line for line in every}


@pytest.mark.parametrize(
    ("day", "number", "state"),
    [
        (date(2026, 1, 1), 0, "on_course"),
        (date(2026, 2, 14), 0, "on_course"),
        (date(2026, 2, 15), 0, "behind"),  # a quarter of the half-year went by
        (date(2026, 4, 1), 2, "on_course"),
        (date(2026, 4, 1), 1, "behind"),
        (date(2026, 6, 29), 3, "on_course"),
        (date(2026, 6, 30), 3, "not_done"),
        (date(2026, 2, 1), 4, "done"),
        (date(2026, 6, 30), 5, "done"),
    ],
)
def test_it_is_on_course_while_the_time_that_went_by_asks_no_more(day: date, number: int, state: str) -> None:
    assert commitments.state(promise(), Done(number, 4), *HALF, day) == state


@pytest.mark.parametrize(
    ("late", "day", "state"),
    [
        (0, date(2026, 5, 1), "on_course"),
        (0, date(2026, 6, 30), "done"),
        (1, date(2026, 5, 1), "behind"),
        (6, date(2026, 6, 30), "not_done"),
        (None, date(2026, 6, 30), "untold"),
    ],
)
def test_newcomers_are_in_time_when_nobody_is_late(late: int | None, day: date, state: str) -> None:
    assert commitments.state(promise("newcomers", 1), Done(12, late=late), *HALF, day) == state


def test_what_is_done_once_is_late_only_after_its_day() -> None:
    one = promise(per="once", norm=1, due=date(2026, 5, 1))
    window = commitments.window(one, *HALF)
    assert commitments.state(one, Done(0, 1), *window, date(2026, 4, 30)) == "on_course"
    assert commitments.state(one, Done(0, 1), *window, date(2026, 5, 1)) == "not_done"
    assert commitments.state(one, Done(1, 1), *window, date(2026, 5, 2)) == "done"
    endless = promise(per="once", norm=1)
    assert commitments.state(endless, Done(0, 1), *commitments.window(endless, *HALF), HALF[1]) == "on_course"


def test_a_year_is_judged_over_the_whole_year_and_two_half_years_ask_for_twice_as_much() -> None:
    yearly = promise(per="year", norm=1)
    assert commitments.window(yearly, *HALF) == YEAR
    assert commitments.state(yearly, Done(0, 1), *YEAR, date(2026, 6, 30)) == "on_course"
    assert commitments.state(yearly, Done(0, 1), *YEAR, date(2026, 12, 31)) == "not_done"
    assert commitments.window(promise(), *YEAR) == YEAR


@pytest.mark.both
def test_the_ready_list_is_taken_over_once_and_filled_by_what_baken_counts(world: World) -> None:
    walk = world.walk("coordinator")
    assert walk.do("plan", "open").step == "empty"
    walk.press("ready")
    walk.do("plan", "ready")
    assert len(listed(walk.screen)) == len(READY)
    assert of(world.engine, "SELECT count(*) FROM commitment") == [(len(READY),)]
    assert "ready" not in [action.name for action in walk.screen.actions]


def test_what_baken_counts_is_what_the_tables_of_the_account_tell(sqlite_world: World) -> None:
    world = sqlite_world
    fill(world)
    world.clock.now = datetime(2025, 12, 20, 9, tzinfo=UTC)
    world.walk("coordinator").do("plan", "ready")
    world.clock.now = datetime(2026, 1, 20, 9, tzinfo=UTC)
    lines = told(world, "2025-H2")
    with world.reading() as session:
        shown = assemble(session, world.organisation.id, FIRST, LAST, world.clock.now.date())
    tables = {table.name: table for table in shown.tables}
    reached = tables["meetings_reached"].total
    assert reached == (4, 6)
    assert lines["teams"].done == Done(reached[0], reached[1])
    completed, late = (tables["onboarding_departments"].total[place] for place in (0, 3))
    assert lines["newcomers"].done == Done(completed, late=late)
    assert (lines["week"].done, lines["week"].state) == (Done(1, 1), "done")
    assert lines["campaigns"].done == Done(1, 2) and lines["campaigns"].state == "not_done"
    assert lines["review_meeting"].done == Done(0, 4) and lines["review_meeting"].state == "not_done"


@pytest.mark.both
def test_what_the_coordinator_notes_is_in_the_account_and_sealed_until_then(
    world: World, tmp_path: Path
) -> None:
    walk = add(world)
    id = number(walk.screen, SECRET)
    walk.press("show", id)
    walk.submit(done="no", day="05-03-2026", text="De raad vergadert in mei.")
    walk.submit(done="yes", day="10-03-2026", text="Vastgesteld door de raad.")
    assert facts(walk.screen)["Stand"] == "Gedaan"
    rows = of(world.engine, "SELECT * FROM commitment") + of(world.engine, "SELECT * FROM commitment_note")
    trail = of(world.engine, "SELECT action, subject, detail FROM audit_entry WHERE action = 'plan.changed'")
    assert "vastgoed" not in repr(rows) + repr(trail) and "raad" not in repr(rows) + repr(trail)
    assert [detail for _, _, detail in trail] == ["added own", "noted", "noted"]
    world.clock.forward(days=150)
    asked = (world.engine, world.vault, world.organisation, *HALF, world.clock(), "nl", None, "internal")
    (sheet,) = [one for one in count_account(*asked).book.sheets if one.name == "promised"]
    ((name, done, state, why, before),) = sheet.lines
    assert name == f"{SECRET}: één keer per jaar" and done == "1 keer, beloofd: 1" and state == "Gedaan"
    assert why == "Vastgesteld door de raad. De raad vergadert in mei." and before == "–"


def test_newcomers_of_whom_nothing_is_told_are_not_all_in_time() -> None:
    """A table that is kept back is no table without anybody in it."""
    nothing = account(Counts([], [], [], 0, []), *HALF, [], THRESHOLD)
    table = untold(KINDS["onboarding_departments"].of({"department/1": [6, 0, 0, 9]}, THRESHOLD))
    shown = AccountView(nothing, (), (), {}, Before(nothing, (), True, (table,)), untold=(table,))
    (line,) = commitments.beside([promise("newcomers")], shown, HALF[1])
    assert line.state == "untold" and line.done == Done(None, late=None) == line.before


def test_a_note_that_is_sent_twice_counts_once_and_another_one_of_that_day_too(sqlite_world: World) -> None:
    walk = add(sqlite_world, norm="3")
    walk.press("show", number(walk.screen, SECRET))
    for said in ("Team Balie.", "Team Balie.", "Team Zorg.", "Team Wmo.", "Team Zorg."):
        walk.submit(done="yes", day="01-03-2026", text=said)
    assert facts(walk.screen)["Gedaan"] == "3 keer, beloofd: 3"


@pytest.mark.both
def test_a_note_goes_after_it_was_asked_and_a_promise_ends_without_leaving_the_account(
    world: World,
) -> None:
    walk = add(world)
    id = number(walk.screen, SECRET)
    walk.press("show", id)
    walk.submit(done="yes", day="01-03-2026", text="Klaar.")
    walk.press("sure", f"drop:{id}/1")
    assert "Klaar." in repr(walk.screen.body)
    walk.press("drop")
    assert facts(walk.screen)["Gedaan"] == "0 keer, beloofd: 1"
    walk.press("sure", f"end:{id}")
    walk.press("end")
    assert walk.screen.step == "empty"
    world.clock.forward(days=200)
    assert set(told(world, "2026-H1")) == {SECRET} and told(world, "2026-H2") == {}


def test_a_promise_kept_once_is_told_in_the_half_year_in_which_it_was_and_not_again(
    sqlite_world: World,
) -> None:
    world = sqlite_world
    walk = add(world, per="once", due="31-12-2026")
    walk.press("show", number(walk.screen, SECRET))
    world.clock.forward(days=150)
    walk.submit(done="yes", day=f"{world.clock.now:%d-%m-%Y}", text="Klaar.")
    assert told(world, "2026-H1")[SECRET].state == "on_course"  # as it stood on the last day
    assert told(world, "2026-H2")[SECRET].state == "done"
    world.clock.forward(days=200)
    assert told(world, "2027-H1") == {}


def test_the_period_before_stands_beside_it(sqlite_world: World) -> None:
    world = sqlite_world
    walk = add(world, per="half", norm="2")
    walk.press("show", number(walk.screen, SECRET))
    walk.submit(done="yes", day="02-03-2026", text="Eén.")
    world.clock.forward(days=180)
    walk.submit(done="yes", day=f"{world.clock.now:%d-%m-%Y}", text="Twee.")
    line = told(world, "2026-H2")[SECRET]
    assert (line.done, line.before) == (Done(1, 2), Done(1, 2))
    assert told(world, "2026-H1")[SECRET].before is None  # it was no promise yet


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"norm": "veel"}, "norm"),
        ({"norm": "0"}, "norm"),
        ({"norm": "101"}, "norm"),
        ({"norm": "99999999999"}, "norm"),
        ({"due": "ooit", "per": "once"}, "due"),
        ({"due": "31-12-2026"}, "due"),
        ({"due": "31-12-2099", "per": "once"}, "due"),
    ],
)
def test_what_cannot_be_a_promise_gets_a_sentence_and_keeps_what_was_typed(
    sqlite_world: World, given: dict[str, str], field: str
) -> None:
    screen = add(sqlite_world, **given).screen
    assert screen.step == "new" and list(errors(screen)) == [field]
    (asked,) = [one for one in screen.inputs if one.name == "per"]
    assert asked.value == given.get("per", "year")
    assert of(sqlite_world.engine, "SELECT count(*) FROM commitment") == [(0,)]


def test_the_same_promise_is_made_once_and_a_day_ahead_is_no_day_on_which_something_was_done(
    sqlite_world: World,
) -> None:
    walk = add(sqlite_world)
    assert list(errors(add(sqlite_world, title=SECRET.upper()).screen)) == ["title"]
    walk.press("show", number(walk.screen, SECRET))
    screen = walk.submit(done="yes", day="01-01-2027", text="Later.")
    assert list(errors(screen)) == ["day"]
