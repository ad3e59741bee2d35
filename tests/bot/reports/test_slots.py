"""Anonymous and confidential reports become known at fixed moments: nobody sees when somebody reported."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot import housekeeping
from bot.foundation import words
from bot.foundation.content_files import BadContent
from bot.foundation.context import ZONE
from bot.foundation.screen import Fact, Facts, Paragraph, Row, Said, Screen
from bot.messages import working_time
from bot.reports import slots
from storage import audit, counts, pending
from storage.db import reading
from storage.organisations import OrganisationRow
from storage.reports import Viewer
from storage.tables.delivery import Delivery
from storage.tables.keys import ReportKey
from storage.tables.reports import Message, Report
from tests.support import sending
from tests.support.world import Postbox, Walk, World, slack_id

pytestmark = pytest.mark.slots
SLOT = datetime(2026, 3, 10, 15, tzinfo=ZONE)  # a Tuesday; the world begins at 10:30
HALL = OrganisationRow(1, "voorbeeldstad", "Voorbeeldstad", False)


def listed(world: World, who: str = "handler") -> int:
    return sum(isinstance(part, Row) for part in world.walk(who).do("casework", "open").body)


def counted(world: World, viewer: Viewer | None) -> list[int]:
    """How many reports are in the figures: of whole months (by totals), and of days."""
    with world.reading() as session:
        spans = (date(2026, 3, 1), date(2026, 3, 31)), (date(2026, 3, 1), date(2026, 4, 1))
        found = [counts.count(session, world.organisation.id, *span, viewer) for span in spans]
    return [sum(row.number for row in one.received) + one.open_at_end for one in found]


def end_waits(world: World) -> None:
    slots.end_waits(world.engine, world.vault, world.clock())


def told(world: World) -> list[tuple[str, str]]:
    postbox = Postbox()
    sending.send(world, {"slack": postbox})
    return sorted((a.user, what.step) for a, what in postbox.sent if isinstance(what, Screen))


def follow(world: World, code: str) -> Walk:
    walk = world.walk("")
    walk.do("follow", "open")
    walk.submit(code=code)
    return walk


@pytest.mark.parametrize("identity", ["anonymous", "confidential"])
def test_a_report_is_known_to_its_reporter_alone_until_its_slot(identity: str, world: World) -> None:
    reported = world.report(identity=identity)
    viewer = Viewer(world.organisation.id, ("x",), ("handlers",))
    for now in (world.clock(), SLOT - timedelta(seconds=1)):
        world.clock.now = now
        end_waits(world)
        assert listed(world) == 0 and told(world) == []
        assert counted(world, None) == counted(world, viewer) == [0, 0]
        assert world.walk("handler").do("casework", "show", reported.id).step == "sorry"
        with world.reading() as session:
            assert pending.known(session, world.clock()) == 0
            assert session.exec(select(Delivery)).all() == []
    screen = follow(world, reported.code).screen
    facts = [row for part in screen.body if isinstance(part, Facts) for row in part.rows]
    kept = words.text("follow.timeline.kept", "nl", "", moment="10 maart 2026, 15:00 uur")
    assert Fact(words.text("follow.timeline.steps.received", "nl"), kept) in facts
    world.clock.now = SLOT
    end_waits(world)
    assert listed(world) == 1
    assert counted(world, None) == counted(world, viewer) == [2, 2]
    assert told(world) == [(slack_id(who), "new_report") for who in ("coordinator", "handler", "handler2")]
    with world.reading() as session:
        assert pending.known(session, world.clock()) == 1
        report = session.exec(select(Report)).one()
        assert (report.waits_until, report.received_on) == (None, date(2026, 3, 10))


@pytest.mark.both
def test_a_report_with_a_name_is_known_at_once(world: World) -> None:
    world.report(identity="named")
    assert listed(world) == 1 and len(told(world)) == 3
    assert counted(world, None) == [2, 2]


def test_however_many_reports_came_a_handler_gets_one_notice(world: World) -> None:
    for untold in ((), (str(world.people["handler"]),), ()):
        world.report(untold=untold)
    only = world.report(untold=tuple(str(world.people[who]) for who in ("handler", "handler2")))
    world.clock.now = SLOT
    for _ in range(2):
        end_waits(world)
    assert told(world) == [(slack_id(who), "new_report") for who in ("coordinator", "handler", "handler2")]
    assert world.walk("handler").do("casework", "show", only.id).step == "sorry"


def test_who_may_not_know_of_it_hears_nothing_at_the_slot_either(world: World) -> None:
    world.report(untold=(str(world.people["handler"]),))
    world.clock.now = SLOT
    end_waits(world)
    assert [user for user, _ in told(world)] == [slack_id("coordinator"), slack_id("handler2")]


def test_an_addition_waits_too_and_comes_behind_what_was_said_meanwhile(world: World) -> None:
    reported = world.report()
    world.clock.now = SLOT
    end_waits(world)
    told(world)
    walk = follow(world, reported.code)
    walk.submit(addition="Nog een busje.")
    assert [part.text for part in walk.screen.body if isinstance(part, Said)] == ["Nog een busje."]
    handler = world.walk("handler")
    assert not [part for part in handler.do("casework", "show", reported.id).body if isinstance(part, Said)]
    handler.press("form", "question")
    handler.submit(message="Welke kleur?")
    walk.submit(addition="Een blauw busje.")
    assert told(world) == []
    world.clock.now = datetime(2026, 3, 11, 10, tzinfo=ZONE)
    end_waits(world)
    assert {what for _, what in told(world)} == {"reporter_wrote"}
    for screen in (handler.do("casework", "show", reported.id), follow(world, reported.code).screen):
        said = [part.text for part in screen.body if isinstance(part, Said)]
        assert said == ["Welke kleur?", "Nog een busje.", "Een blauw busje."]
    with world.reading() as session:
        rows = [(row.position, row.sent_on, row.waits_until) for row in session.exec(select(Message))]
    day = date(2026, 3, 11)
    assert sorted(rows) == [(1, date(2026, 3, 10), None), (2, day, None), (3, day, None)]


@pytest.mark.both
def test_a_report_and_what_was_added_before_its_slot_become_known_together(world: World) -> None:
    reported = world.report()
    follow(world, reported.code).submit(addition="Nog een busje.")
    world.clock.now = SLOT
    end_waits(world)
    screen = world.walk("handler").do("casework", "show", reported.id)
    assert [part.text for part in screen.body if isinstance(part, Said)] == ["Nog een busje."]
    assert {what for _, what in told(world)} == {"new_report"}


def test_all_days_that_are_kept_are_those_of_the_slot(world: World) -> None:
    """Friday evening and Sunday are one slot: the true day would tell them apart."""
    days = set()
    for moment in (datetime(2026, 3, 13, 17, tzinfo=ZONE), datetime(2026, 3, 15, 11, tzinfo=ZONE)):
        world.clock.now = moment
        reported = world.report()
        follow(world, reported.code).submit(addition="Nog een busje.")
    with world.reading() as session, reading(world.vault.engine) as keys:
        days |= {report.received_on for report in session.exec(select(Report))}
        days |= {message.sent_on for message in session.exec(select(Message))}
        days |= {key.made_on for key in keys.exec(select(ReportKey))}
    assert days == {date(2026, 3, 16)}
    world.clock.now = datetime(2026, 3, 16, 10, tzinfo=ZONE)
    end_waits(world)
    world.clock.forward(days=1)
    housekeeping.sweep(world.engine, world.vault, world.clock())
    with world.reading() as session:
        every = audit.entries(session, world.organisation.id, 20)
    entries = [entry for entry in every if entry.actor == "reporter"]
    assert {entry.action for entry in every if entry not in entries} == {"role.first"}
    assert {entry.at for entry in entries} == {"2026-03-16"} and len(entries) == 4


@pytest.mark.both
def test_a_report_whose_key_was_destroyed_while_an_addition_waits_holds_up_nobody(world: World) -> None:
    reported, other = world.report(), world.report()
    follow(world, reported.code).submit(addition="Nog een busje.")
    world.vault.destroy(reported.id)
    world.clock.now = SLOT
    end_waits(world)
    assert world.walk("handler").do("casework", "show", other.id).step == "report"


def test_the_receipt_says_when_the_report_is_read(sqlite_world: World) -> None:
    walk = sqlite_world.walk()
    asked = walk.reach("identity")
    assert words.text("slots.identity", "nl").split(".")[0] in str(asked.body)
    shown = walk.reach("receipt")
    assert "10 maart 2026, 15:00 uur" in " ".join(p.text for p in shown.body if isinstance(p, Paragraph))


@pytest.mark.parametrize(
    ("moment", "slot"),
    [
        ("2026-03-10 09:59", "2026-03-10 10:00"),
        ("2026-03-10 10:00", "2026-03-10 15:00"),
        ("2026-03-10 15:00", "2026-03-11 10:00"),
        ("2026-03-13 17:00", "2026-03-16 10:00"),
        ("2026-03-28 12:00", "2026-03-30 10:00"),  # the clock goes forward that night
        ("2026-04-03 16:00", "2026-04-07 10:00"),  # Good Friday is a working day, Easter Monday is not
        ("2026-12-31 23:59", "2027-01-04 10:00"),
    ],
)
def test_the_next_slot_is_on_a_working_day(moment: str, slot: str) -> None:
    now, then = (datetime.fromisoformat(one).replace(tzinfo=ZONE) for one in (moment, slot))
    assert working_time.next_reading(now.astimezone(UTC), HALL) == then


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("[10:00, 15:00]", (time(10), time(15))),
        ("['16:00', 09:30, 12:30]", (time(9, 30), time(12, 30), time(16))),
        ("at once", ()),
    ],
)
def test_an_organisation_chooses_its_own_moments(
    written: str, read: tuple[time, ...], tmp_path: Path
) -> None:
    tmp_path.joinpath("working_time.yml").write_text(f"reports_read_at: {written}\n")
    working_time.load(tmp_path)
    assert working_time.of("voorbeeldstad").reports_read_at == read
    working_time.load(None)


@pytest.mark.parametrize("written", ["[]", "[25:00]", "soon", "[10:00, later]", "10:00", "[true]", "[-5]"])
def test_moments_that_make_no_sense_are_refused(written: str, tmp_path: Path) -> None:
    tmp_path.joinpath("working_time.yml").write_text(f"reports_read_at: {written}\n")
    with pytest.raises(BadContent, match="write reports_read_at as"):
        working_time.load(tmp_path)
    working_time.load(None)


def test_in_a_demo_reports_are_known_at_once() -> None:
    assert working_time.next_reading(SLOT, HALL._replace(demo=True)) is None
