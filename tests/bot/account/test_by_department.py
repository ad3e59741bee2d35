"""The figures of one department: what everybody is told alone, as the council's file tells it."""

from datetime import UTC, date, datetime

import pytest

from bot.account import closing
from bot.account.assembly import AccountView, assemble
from bot.account.by_department import told_of
from bot.account.disclosure.kinds import COUNCIL
from bot.account.disclosure.tables import Row as Line
from bot.account.disclosure.tables import Table
from bot.account.workbook.labels import Labels
from bot.foundation import words
from bot.foundation.screen import Action, Fact, Facts, Heading, Note, Paragraph, Row, Screen
from tests.bot.account import filling, test_attack
from tests.bot.account.making import keep, some_reports
from tests.support.world import World

FIRST, LAST = date(2025, 7, 1), date(2025, 12, 31)
NOW = datetime(2026, 1, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


def fill(world: World, reports: int = 400, is_closed: bool = True) -> None:
    places = sorted(world.departments.values())
    with world.unit() as session:
        keep(session, world.organisation.id, some_reports(reports, FIRST, LAST, 3, places, 0.5))
    filling.fill(world)
    world.clock.now = NOW
    if is_closed:
        closing.close(closing.on(world.engine), world.vault, world.organisation, "2025-H2", NOW)


def facts(screen: Screen) -> list[Fact]:
    return [one for part in screen.body if isinstance(part, Facts) for one in part.rows]


def opened(screen: Screen) -> dict[str, Action]:
    return {part.title: part.open for part in screen.body if isinstance(part, Row) and part.open}


@pytest.mark.both
@pytest.mark.parametrize("who", ["coordinator", "deputy"])
def test_every_number_of_a_department_is_one_that_the_council_is_told(world: World, who: str) -> None:
    fill(world)
    walk = world.walk(who)
    listed = walk.do("account", "departments")
    assert sorted(opened(listed)) == sorted(world.departments)
    with world.reading() as session:
        shown = assemble(session, world.organisation.id, FIRST, LAST, NOW.date(), COUNCIL)
    labels = Labels("nl", "", {id: name for name, id in world.departments.items()})
    numbers = {str(labels.figure(n)) for table in shown.tables for row in table.rows for n in row.numbers}
    numbers |= {str(part.number) for part in shown.account.departments}
    for name, id in world.departments.items():
        screen = walk.do("account", "department", opened(walk.do("account", "departments"))[name].argument)
        about, *told = facts(screen)
        assert about.value == name and told[0].value == "Tweede half jaar van 2025"
        assert len(told) > 3 and {one.value for one in told[1:]} <= numbers
        headings = [part.text for part in screen.body if isinstance(part, Heading)]
        assert headings == list(dict.fromkeys(one.heading for one in told_of(shown, id, labels)))
        assert {"Meldingen per afdeling", "Uitkomst per afdeling"} <= {*headings}


def test_what_is_counted_together_is_named(sqlite_world: World) -> None:
    fill(sqlite_world, 40)
    walk = sqlite_world.walk("coordinator")
    said: list[str] = []
    for name in sqlite_world.departments:
        screen = walk.do("account", "department", opened(walk.do("account", "departments"))[name].argument)
        said += [
            part.text for part in screen.body if isinstance(part, Paragraph) if "telt samen" in part.text
        ]
        assert not any(name in text for text in said[-1:])
    assert said


def test_a_number_stands_with_the_departments_that_it_is_counted_with_and_with_no_others() -> None:
    rows = (
        Line(("a/b@department/1", "a/b@department/2"), (7,)),
        Line(("a/c@department/1", "a/c@department/3"), (9,)),
        Line(("a/d@department/1",), (11,)),
        Line(("a/d@department/2", "a/d@department/3"), (5,)),
    )
    account = test_attack.half(received=0).account
    table = Table("modules_departments", ("finished",), rows)
    names = {f"department/{n}": f"Afdeling {n}" for n in (1, 2, 3)}
    shown = AccountView(account, (), (table,), names)
    found = [(one.facts[0].value, one.together) for one in told_of(shown, 1, Labels("nl", "", {}))]
    assert found == [("7", ("Afdeling 2",)), ("9", ("Afdeling 3",)), ("11", ())]


def test_a_department_of_which_nothing_is_told_says_so(sqlite_world: World) -> None:
    world = sqlite_world
    with world.unit() as session:
        keep(session, world.organisation.id, some_reports(3, FIRST, LAST, 3))
    world.clock.now = NOW
    closing.close(closing.on(world.engine), world.vault, world.organisation, "2025-H2", NOW)
    walk = world.walk("coordinator", locale="en")
    (first, *_) = opened(walk.do("account", "departments")).values()
    screen = walk.do("account", "department", first.argument)
    notes = [part.text for part in screen.body if isinstance(part, Note)]
    assert notes == [words.text("account.nothing_told", "en")]


def test_what_is_not_final_is_not_shown(sqlite_world: World) -> None:
    world = sqlite_world
    fill(world, 200, is_closed=False)
    walk = world.walk("coordinator")
    assert not opened(walk.do("account", "departments"))
    id = next(iter(world.departments.values()))
    assert walk.do("account", "department", f"{FIRST}/{LAST}/{id}").step == "sorry"
    other = world.add_organisation("elders", "Elders")
    assert other.id != world.organisation.id
    for argument in (f"{FIRST}/{LAST}/999", "nonsense", f"{FIRST}/{LAST}/-1", f"{LAST}/{FIRST}/{id}"):
        assert walk.do("account", "department", argument).step == "sorry"


@pytest.mark.parametrize("who", ["handler", "employee"])
def test_nobody_else_gets_in(sqlite_world: World, who: str) -> None:
    fill(sqlite_world, 40)
    assert sqlite_world.walk(who).do("account", "departments").step == "sorry"
