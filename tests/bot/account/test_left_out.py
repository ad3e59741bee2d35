"""Whoever is left out of a report learns of it nowhere: all they can get is the same with and without it."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, delete, select, update

from bot import housekeeping
from bot.account import closing
from bot.account.assembly import assemble
from bot.account.disclosure.disclosed import KNOWN_TO_ALL, Disclosed, load
from bot.account.disclosure.figures import Account
from bot.account.export import write_account
from bot.foundation import words
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Paragraph
from bot.reports import readers
from storage import closings, exclusions, field_log, people, retention
from storage.tables.account import Closing
from storage.tables.directory import PersonRole
from storage.tables.reports import Report
from tests.bot.account import filling
from tests.bot.account.making import keep, some_reports
from tests.bot.reports.test_entering import entered
from tests.support.twins import differences, everything, messages, twins
from tests.support.world import Reported, World

FIRST, LAST = date(2025, 7, 1), date(2025, 12, 31)
NEXT = (date(2026, 1, 1), date(2026, 6, 30))
PERIODS = [
    (FIRST, LAST),
    NEXT,
    (FIRST, NEXT[1]),
    (date(2025, 9, 1), date(2025, 9, 30)),
    (date(2025, 1, 1), date(2025, 6, 30)),
]
NAMED, ENTERED = "by name", "entered for somebody"
CASES = (
    ("sqlite_world", NAMED),
    ("sqlite_world", "by description"),
    ("sqlite_world", "shared with another"),
    ("sqlite_world", ENTERED),
    pytest.param(("postgres_world", NAMED), marks=pytest.mark.postgresql),
)


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


@pytest.fixture
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[World, World, str]]:
    """Two worlds with the same reports, people and organisations; and how the report is withheld."""
    name, how = request.param
    world: World = request.getfixturevalue(name)
    with world.unit() as session:
        keep(
            session,
            world.organisation.id,
            some_reports(90, FIRST, NEXT[1], 11, list(world.departments.values())),
        )
        for who in ("coordinator", "handler", "deputy"):
            people.give_address(session, world.people[who], "web", "demo", who)
        people.give_role(session, world.people["employee2"], "management")
    filling.fill(world)
    world.clock.now = datetime(2025, 9, 1, 9, tzinfo=UTC)
    for day in range(6):
        world.clock.forward(days=1)
        world.report(f"reporter-{day}", theme="influence", department=str(world.departments["Wmo"]))
    other = world.add_organisation("elders", "Elders")
    with world.unit() as session:
        keep(session, other.id, some_reports(20, FIRST, LAST, 4))
    postgres = request.getfixturevalue("postgres") if world.main.startswith("postgresql") else None
    with twins(world, tmp_path, postgres) as twin:
        yield world, twin, how


def hand_in(world: World, how: str) -> Reported:
    """A report that the coordinator is kept from."""
    of = {"theme": "influence", "organisation": str(world.organisation.id)}
    if how == ENTERED:
        walk = entered(world, untold=(str(world.people["coordinator"]),), theme="influence")
        number, code = walk.codes()
        return Reported(world.report_id(number), number, code, walk)
    if how == NAMED:
        return world.report(untold=(str(world.people["coordinator"]),), **of)
    made = world.report(untold_described="Iemand met een rode fiets.", **of)
    if how == "shared with another":
        walk = world.walk("deputy")
        walk.do("casework", "show", made.id)
        walk.press("form", "share")
        walk.submit(readers=(str(world.people["handler"]),))
    return made


def handle(world: World, made: Reported, reader: str) -> None:
    """Somebody who may know of it answers and closes it."""
    walk = world.walk(reader)
    walk.do("casework", "show", made.id)
    walk.press("form", "answer")
    walk.submit(message="Dank je wel.")
    walk.finish()


def destroy(world: World, report_id: str) -> None:
    world.vault.destroy(report_id)
    with world.unit() as session:
        retention.bury(session, report_id)


def correct(world: World, half: str) -> str:
    """What pressing "count again" does: its version, nothing, or why not."""
    try:
        units = closing.on(world.engine)
        done = closing.correct(units, world.vault, world.organisation, half, world.clock())
    except Mistake as mistake:
        return mistake.key
    return repr(done)


def to(worlds: Iterable[World], *moment: int) -> None:
    """It becomes this day for both, and what goes by itself has gone."""
    for one in worlds:
        one.clock.now = datetime(*moment, 9, tzinfo=UTC)  # type: ignore[misc,arg-type]
        housekeeping.sweep(one.engine, one.vault, one.clock())


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, indirect=True)
def test_with_it_and_without_it_everything_is_the_same(case: tuple[World, World, str]) -> None:
    *pair, how = case
    among = pair[1]
    made = hand_in(among, how)

    def same(about: str, periods: list[tuple[date, date]] = PERIODS) -> None:
        if periods != PERIODS and (how != NAMED or pair[0].main.startswith("postgresql")):
            return  # every moment in one case, the most telling ones in the others
        gets = [everything(one, "coordinator", periods) for one in pair]
        assert differences(*gets) == [], about
        brought = [messages(one, "coordinator", "employee2") for one in pair]
        assert brought[0] == brought[1], about

    def both_correct(half: str) -> str:
        done = {correct(one, half) for one in pair}
        assert len(done) == 1
        return done.pop()

    same("when it came in", PERIODS[:1])
    to(pair, 2025, 9, 20)
    handle(among, made, "handler" if how != "by description" else "deputy")
    same("when it was answered and closed", PERIODS[:1])
    to(pair, 2026, 1, 9)
    same("when the half-year was closed by itself")
    assert both_correct("2025-H2") == "None"
    for one in pair:
        with one.unit() as session:
            some = select(Report.id).where(col(Report.received_on) <= LAST, ~col(Report.withheld))
            ids = session.exec(some.order_by(col(Report.id)).limit(9)).all()
            session.execute(update(Report).where(col(Report.id).in_(ids)).values(theme="influence"))
    assert "version=2" in both_correct("2025-H2")
    same("after a correction", PERIODS[:1])
    to(pair, 2026, 2, 3)
    late = hand_in(among, how)
    to(pair, 2026, 7, 9)
    same("when the next half-year was closed, in which another one is open")
    destroy(among, made.id)
    same("on the day of its destruction", PERIODS[:2])
    assert both_correct("2025-H2") == "None"
    destroy(among, late.id)
    assert both_correct("2026-H1") == "None"
    same("at the end")


@pytest.mark.parametrize("case", CASES[:1], indirect=True)
def test_whoever_may_know_of_it_counts_it_and_a_figure_for_all_does_not(
    case: tuple[World, World, str],
) -> None:
    """The two worlds do differ, or the test above would say nothing."""
    *pair, how = case
    hand_in(pair[1], how)
    gets = [everything(one, "handler", PERIODS[:1]) for one in pair]
    found = differences(*gets)
    assert any(name.startswith("screen casework/open") for name in found)
    assert not [name for name in found if "council" in name or "command line" in name or "intranet" in name]


def test_no_role_that_is_given_taken_or_left_later_changes_what_is_counted(world: World) -> None:
    with world.unit() as session:
        keep(session, world.organisation.id, some_reports(60, FIRST, LAST, 3))
    world.clock.now = datetime(2025, 10, 1, 9, tzinfo=UTC)
    world.report(untold=(str(world.people["handler2"]),))
    described = world.report(untold_described="Iemand.")
    walk = world.walk("deputy")
    walk.do("casework", "show", described.id)
    walk.press("form", "share")
    everybody = tuple(str(world.people[who]) for who in ("coordinator", "handler", "handler2"))
    walk.submit(readers=everybody)  # now nobody is kept from it any more, and it stays uncounted
    with world.unit() as session:
        assert session.get_one(Report, described.id).withheld
        session.execute(delete(PersonRole).where(col(PersonRole.person_id) == world.people["handler2"]))
    now = datetime(2026, 1, 9, 9, tzinfo=UTC)
    (done,) = closing.close(closing.on(world.engine), world.vault, world.organisation, "2025-H2", now)
    assert told(world, done.half).account.received == 60 and told(world, done.half).form == KNOWN_TO_ALL
    with world.unit() as session:
        people.give_role(session, world.people["employee"], "handler")
        exclusions.exclude(session, described.id, ["somebody else"])
    assert correct(world, done.half) == "None"


@pytest.mark.slow
def test_half_years_that_an_older_version_closed_tell_nothing_by_what_follows(
    sqlite_world: World, tmp_path: Path
) -> None:
    """They counted all reports. What is closed or corrected after them is the same with it and without it."""
    with sqlite_world.unit() as session:
        keep(session, sqlite_world.organisation.id, some_reports(120, FIRST, NEXT[1], 3))
    with twins(sqlite_world, tmp_path) as among:
        pair = (sqlite_world, among)
        among.clock.now = datetime(2025, 10, 1, 9, tzinfo=UTC)
        among.report(untold=(str(among.people["handler2"]),))
        for one in pair:
            closed_before(one)
            one.clock.now = datetime(2026, 7, 9, 9, tzinfo=UTC)
        received = [told(one, "2025-H2").account.received for one in pair]
        assert isinstance(received[0], int) and received[1] == received[0] + 1  # as it was handed on once
        assert [correct(one, "2025-H2") for one in pair] == ["mistakes.half_of_before"] * 2
        for one in pair:
            with one.unit() as session:
                session.execute(update(Report).where(col(Report.theme) == "drugs").values(theme="cyber"))
                field_log.add(session, one.organisation.id, "closures", FIRST, 9)
        assert all("version=2" in correct(one, "2025-H2") for one in pair)
        assert told(among, "2025-H2").changed == told(sqlite_world, "2025-H2").changed == ("activities",)
        assert told(among, "2025-H2").account.received == received[1]
        running = [live(one) for one in pair]
        assert running[0] == running[1] and running[0].open_at_end is None
        for one in pair:
            units = closing.on(one.engine)
            closing.close(units, one.vault, one.organisation, "2026-H1", one.clock())
        assert told(among, "2026-H1") == told(sqlite_world, "2026-H1")
        assert told(among, "2026-H1").account.open_at_end is None
        assert isinstance(told(among, "2026-H1").account.received, int)


def live(world: World) -> Account:
    """What is told of the next half-year before it is closed."""
    with world.reading() as session:
        return assemble(session, world.organisation.id, *NEXT, world.clock().date()).account


def closed_before(world: World) -> None:
    """The first half-year closed as an older version did it, with all reports."""
    with world.unit() as session:
        withheld = session.exec(select(Report.id).where(col(Report.withheld))).all()
        session.execute(update(Report).values(withheld=False))
    then = datetime(2026, 1, 9, tzinfo=UTC)
    closing.close(closing.on(world.engine), world.vault, world.organisation, "2025-H2", then)
    with world.unit() as session:
        session.execute(update(Report).where(col(Report.id).in_(withheld)).values(withheld=True))
        row = session.exec(select(Closing)).one()
        row.told = row.told.replace('"form":2', '"form":1')
        row.checksum = closings.checksum(row.told)


def told(world: World, half: str) -> Disclosed:
    with world.reading() as session:
        return load(closings.versions(session, world.organisation.id, half)[-1].told)


@pytest.mark.parametrize("locale", words.LOCALES)
def test_one_sentence_stands_in_every_account_and_the_reporter_reads_it_too(
    sqlite_world: World, locale: str, tmp_path: Path
) -> None:
    world = sqlite_world
    world.report(untold=(str(world.people["handler"]),))
    other = world.add_organisation("elders", "Elders")
    sentence = words.text("workbook.front.withheld", locale)
    first, last = date(2026, 1, 1), date(2026, 6, 30)
    with world.reading() as session:
        person = people.by_id(session, world.people["coordinator"])
    assert person is not None
    viewer = readers.viewer_of(world.vault, person)
    for place, (slug, of) in enumerate(
        (("voorbeeldstad", None), (other.slug, None), ("voorbeeldstad", viewer))
    ):
        out = tmp_path / f"{place}.json"
        asked: dict[str, Any] = {"now": world.clock(), "locale": locale, "viewer": of, "form": "json"}
        write_account(world.engine, world.vault, slug, first, last, out, **asked)
        assert out.read_text(encoding="utf-8").count(sentence) == 1
    walk = world.walk("employee", locale=locale)
    walk.reach("safety", organisation=str(world.organisation.id))
    said = words.text("report.steps.safety.text", locale).strip()
    assert "not counted" in said or "telt dan ook niet mee" in said
    assert said in " ".join(part.text for part in walk.screen.body if isinstance(part, Paragraph))
