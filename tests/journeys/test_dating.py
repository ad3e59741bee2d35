"""Whoever has everything from before the first report and from after the day, and knows when ten colleagues
talked to Baken, guesses no better than by chance whose is which. Whoever adds a table says what it tells."""

import logging
import random
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlmodel import select

from bot import housekeeping
from bot.foundation import audit
from bot.foundation.context import ZONE
from bot.messages import working_time
from bot.reports.dialogue import THEMES
from handlers import apart, clock, engine
from storage.tables.directory import Person
from tests.bot.reports.test_attaching import PHOTO, add
from tests.journeys.dating import Dump, best
from tests.support.hurry import hurry
from tests.support.patience import tries, until
from tests.support.world import Postbox, World

pytestmark = pytest.mark.both

PEOPLE, TIMES = 10, 6
SURE = (
    6.0  # standard deviations: of a few hundred orders that tell nothing none is so far off, but for 1 in 10⁶
)
Found = dict[str, tuple[str, ...]]


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    hurry(monkeypatch, "DELIVER_EVERY", "BEAT_EVERY", "TIDY_EVERY")
    with caplog.at_level(logging.DEBUG):
        yield


def dump(world: World, caplog: pytest.LogCaptureFixture) -> Dump:
    log = "\n".join(f"{record.created} {record.getMessage()}" for record in caplog.records)
    return Dump({"main": world.engine, "keys": world.vault.engine}, log)


def go_to(world: World, hour: int, minute: int = 0, days: int = 0) -> None:
    """To a time of the day in the Netherlands, on a working day or in the night after it."""
    day = world.clock().astimezone(ZONE).date() + timedelta(days=days)
    while days and hour and not working_time.is_working_day(day):
        day += timedelta(days=1)
    world.clock.now = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


def administrator_does_something(world: World, dice: random.Random) -> None:
    """A change with its second, by which whatever has its place between two of them could be dated."""
    with world.unit() as session:
        session.exec(select(Person)).first().name = f"Naam {dice.random()}"  # type: ignore[union-attr]
        audit.tell(world.context(session, "coordinator"), "directory.changed")


def the_slot_comes(world: World, dice: random.Random, ids: list[str]) -> None:
    """Handlers hear of it through the real clock and engine, and read, in whatever order."""
    go_to(world, 15)
    housekeeping.sweep(world.engine, world.vault, world.clock())
    postbox = Postbox()
    with clock.running(world.desk, {"slack": postbox}):
        until(lambda: len(postbox.sent) >= 3)
    assert len(postbox.sent) >= 3
    for report_id in dice.sample(ids, len(ids)):
        world.clock.forward(minutes=dice.randint(1, 9))
        world.walk("handler").do("casework", "show", report_id)


def the_day_ends(world: World) -> None:
    go_to(world, 0, 10, days=1)
    housekeeping.sweep(world.engine, world.vault, world.clock())


@pytest.mark.slots
@pytest.mark.slow
def test_nobody_can_tell_which_of_ten_colleagues_handed_in_which_report(
    world: World, fast: None, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = apart.pages(PHOTO)  # once: what a process apart makes of it is the same each time
    monkeypatch.setattr(apart, "pages", lambda content: made)
    dice = random.Random(7)
    of_reports, of_additions = [], []
    for _ in range(TIMES):
        go_to(world, 10, 30, days=1)
        before = dump(world, caplog)
        codes, found, truth = {}, Found(), []
        for theme in dice.sample(THEMES, PEOPLE):
            world.clock.forward(minutes=dice.randint(2, 20))
            reported = world.report(theme=theme, identity=dice.choice(("anonymous", "confidential")))
            found[theme] = (reported.id, reported.number, theme)
            codes[theme] = reported.code
            truth.append(theme)
            if dice.random() < 0.7:
                administrator_does_something(world, dice)
        the_slot_comes(world, dice, [names[0] for names in found.values()])
        the_day_ends(world)
        after = dump(world, caplog)
        of_reports.append((after.without(before), found, truth))

        before = dump(world, caplog)
        go_to(world, 10, 30, days=1)
        again = dice.sample(truth, len(truth))
        for theme in again:
            world.clock.forward(minutes=dice.randint(2, 20))
            walk = world.walk("")
            walk.do("follow", "open")
            walk.submit(code=codes[theme])
            walk.submit(addition="Nog een busje.")
            assert add(walk, PHOTO).step == "report-2"
            administrator_does_something(world, dice)
        the_slot_comes(world, dice, [names[0] for names in found.values()])
        the_day_ends(world)
        of_additions.append((dump(world, caplog).without(before), found, again))
    for told in (of_reports, of_additions):
        scored = best(told, PEOPLE)
        assert len(scored) > 20, "there is something to guess by"
        assert next(iter(scored.values())) < SURE, list(scored.items())[:9]


# Every table, and why the moment or the place of what a reporter did cannot be read from it afterwards.
DAY = "written anew in a random order when the day is over; has the day of the slot alone"
STAFF = "not written when somebody reports"
WHO = "tells who talked to Baken and not of which report; has no moment"
SHORT = "gone within two hours; names nobody, and no report but sealed"
AT_SLOT = "written at the slot; once it is settled it has the day alone"
TELLS = {
    "main": {
        **dict.fromkeys(
            (
                *("report", "receipt", "report_exclusion", "report_reopening", "report_index", "message"),
                "report_page",
            ),
            DAY,
        ),
        "report_tally": "random keys; lines are added up when the day is over",
        "pending_entry": "random keys, kept by key; has the slot, and is gone when the day is over",
        "pending_total": "one row: how often it changed",
        "audit_entry": "a reporter's entry is put in when the day is over, in a random order",
        "draft": f"{SHORT}; expires at a full quarter",
        "redirect": "a number for each month",
        "satisfaction": "a number for each half-year",
        "satisfaction_ticket": "written when a report is closed; goes without a trace, and is kept by a hash",
        "delivery": AT_SLOT,
        "pace": "a lane is used when a notice goes, at the slot; forgotten within minutes",
        "conversation": WHO,
        "newcomer": WHO,
        "chat_address": WHO,
        "once": STAFF,
        "replica": "says that a process lives",
        **dict.fromkeys(
            (
                *("organisation", "workspace", "department", "team", "person", "personrole"),
                *(
                    "report_mark",
                    "report_entry",
                    "review_meeting",
                    "saved_view",
                    "ready_answer",
                    "public_page",
                    "push",
                    "target_group",
                    "group_member",
                    "learning",
                    "staff_session",
                    "public_picture",
                ),
                *("closing", "story", "logged", "logged_kind", "commitment", "commitment_note"),
                *("meeting_round", "team_meeting", "week", "activity", "sign_up", "participation"),
                *("week_participants", "poll", "campaign", "campaign_count"),
                *("pairing", "named_in_settings", "role_holder", "address_holder", "opened_name"),
                "erased_mark",
            ),
            STAFF,
        ),
    },
    "keys": {
        "report_key": DAY,
        "secret": "made once, or for staff",
        "audit_anchor": "one row; noted every few minutes, and kept without a moment",
    },
}
ENGINE = "a batch is begun at the slot, and forgotten a minute after it is done"


def test_every_table_says_why_it_tells_no_moment(world: World) -> None:
    for name, source in (("main", world.engine), ("keys", world.vault.engine)):
        tables = set(inspect(source).get_table_names()) - {"alembic_version"}
        assert tables == set(TELLS[name])


@pytest.mark.slots
def test_the_engine_has_nothing_to_do_when_somebody_reports(
    world: World, fast: None, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever its tables keep, they keep of the slot alone."""

    def kept() -> dict[str, int]:
        url = engine.database_url(world.engine)
        schema = None if url.startswith("sqlite") else "dbos"
        its = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
        with its.connect() as connection:
            names = inspect(its).get_table_names(schema=schema)
            place = "" if schema is None else f"{schema}."
            rows = {n: connection.scalar(text(f"SELECT count(*) FROM {place}{n}")) for n in names}
        its.dispose()
        return rows

    with clock.running(world.desk, {"slack": Postbox()}):
        before = kept()
        world.report()
        for _ in tries(1, pause=0.2):  # the clock asks what is due each time
            assert kept() == before
