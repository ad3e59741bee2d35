"""How many may read a report never tells whether anybody was left out: attacked with all that is shown."""

import re
from itertools import chain, combinations

import pytest
from sqlmodel import select

from bot import housekeeping
from bot.foundation.screen import Facts, Row, Screen
from storage.tables.reports import Report, ReportExclusion
from tests.bot.reports.test_exclusion import ids
from tests.bot.reports.test_readership import choose, step_back
from tests.support.world import Reported, World

HANDLERS = ("coordinator", "handler", "handler2")
EVERY = [*chain.from_iterable(combinations(HANDLERS, many) for many in range(len(HANDLERS) + 1))]


def handed_in(world: World) -> list[Reported]:
    """A report for each way to leave people out: every group of handlers, and one who is only described."""
    made = [world.report(untold=ids(world, *left_out)) for left_out in EVERY]
    made.append(world.report(untold_described="Die met de rode fiets"))
    with world.reading() as session:
        kept = session.exec(select(ReportExclusion.report_id)).all()
        audiences = [session.get_one(Report, one.id).audience for one in made]
    assert {kept.count(one.id) for one in made} == {0, 1, 2, 3}, "they do differ"
    assert audiences.count("deputy") == 2
    return made


def rows(screen: Screen) -> list[Row]:
    return [part for part in screen.body if isinstance(part, Row)]


@pytest.mark.both
def test_every_report_says_the_same_whoever_was_left_out(world: World) -> None:
    empty = world.walk("privacy").do("trail", "readers")
    made = handed_in(world)
    screen = world.walk("privacy").do("trail", "readers")
    assert len(rows(screen)) == len(made)
    assert {row.title for row in rows(screen)} == {f"Melding {one.number}" for one in made}
    assert len({row.detail for row in rows(screen)}) == 1
    assert "Ten hoogste 4 mensen" in rows(screen)[0].detail
    facts = [part for part in screen.body if isinstance(part, Facts)]
    assert facts == [part for part in empty.body if isinstance(part, Facts)]
    assert [(one.label, one.value) for one in facts[0].rows] == [
        ("Coördinatoren", "1"),
        ("Lezers van meldingen", "2"),
        ("Vervangers", "1"),
    ]


@pytest.mark.both
def test_nothing_on_any_screen_tells_reports_apart_before_somebody_read_them(world: World) -> None:
    """Whoever guesses from all that the view shows of a report who was left out guesses blindly."""
    made = handed_in(world)
    world.clock.forward(days=1)
    housekeeping.fold(world.engine, world.vault, world.clock())
    walk = world.walk("privacy")
    seen = set()
    for one in made:
        row = next(row for row in rows(walk.do("trail", "readers")) if one.number in row.title)
        assert row.open is not None
        trail = walk.do("trail", "open", row.open.argument)
        assert [line.title for line in rows(trail)][-1] == "Melding ontvangen"
        lines = [repr(line) for line in rows(trail) if line.title == "Melding ontvangen"]
        about = re.sub(r"Nummer \d+", "?", "".join(lines)).replace(one.number, "?")
        seen.add((row.detail, about))
    assert len(seen) == 1


def test_who_is_kept_out_or_steps_back_later_changes_nothing_in_it(sqlite_world: World) -> None:
    kept_out, left, _ = (sqlite_world.report() for _ in range(3))
    choose(sqlite_world, "handler", "exclude", kept_out, "handler2")
    step_back(sqlite_world, "handler", left)
    details = {row.title: row.detail for row in rows(sqlite_world.walk("privacy").do("trail", "readers"))}
    assert len(details) == 3 and len(set(details.values())) == 1
    trail = repr(sqlite_world.walk("privacy").do("trail", "open"))
    assert "Gewijzigd wie de melding leest" in trail and "Behandelaar Twee" not in trail


def test_who_is_given_a_role_changes_it_for_every_report_alike(sqlite_world: World) -> None:
    handed_in(sqlite_world)
    sqlite_world.add_person("nieuw", "handler", "deputy")
    screen = sqlite_world.walk("privacy").do("trail", "readers")
    assert len({row.detail for row in rows(screen)}) == 1 and "Ten hoogste 5 mensen" in rows(screen)[0].detail


def test_there_is_nothing_out_of_a_report_and_nobody_who_handles_it(sqlite_world: World) -> None:
    story = "Het busje met de blauwe deur"
    reported = sqlite_world.report("employee", identity="named", story=story)
    sqlite_world.walk("handler").do("casework", "show", reported.id)
    shown = repr(sqlite_world.walk("privacy").do("trail", "readers"))
    for secret in (story, "Medewerker Een", "Behandelaar Een", "drugs", "Drugs"):
        assert secret not in shown


@pytest.mark.both
def test_it_is_paged(world: World) -> None:
    for _ in range(3):
        world.report()
    walk = world.walk("privacy")
    assert len(rows(walk.do("trail", "readers", "1"))) == 2
    assert rows(walk.do("trail", "readers", "9")) == []
