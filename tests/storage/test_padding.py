"""The length of what is sealed tells next to nothing of what somebody typed; nor does that of older rows."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from bot import housekeeping
from bot.account import narratives as opening
from bot.field_log import notes
from bot.foundation.screen import Said
from bot.reports.dialogue import REPORT
from bot.team_meetings import participant
from storage import narratives as kept
from storage import padding, purpose_keys, sealing
from storage.sealing import SIZES
from storage.tables.account import Logged, Story
from storage.tables.base import unpadded
from storage.tables.directory import Team
from storage.tables.gatherings import MeetingRound, TeamMeeting
from storage.tables.reports import Draft, Message, Report
from tests.support.examples import given, st
from tests.support.world import Walk, World

KEY = sealing.new_key()


@given(st.integers(0, 300_000))
def test_every_length_has_one_of_five_sizes_or_a_multiple_of_the_last(length: int) -> None:
    sealed = len(sealing.padded(b"x" * length)) + sealing.ADDED
    assert sealed in SIZES or sealed % SIZES[-1] == 0
    assert sealed >= length + sealing.ADDED


@pytest.mark.parametrize("value", ["", "x", "x" * 1_000, {"text": "é" * 800}, 5, None, [1, 2]])
def test_short_values_look_alike_and_come_back(value: Any) -> None:
    sealed = sealing.seal(KEY, value, "here")
    assert len(sealed) == SIZES[0]
    assert sealing.unseal(KEY, sealed, "here") == value


def test_what_was_sealed_before_opens_as_before() -> None:
    old = sealing.wrap(KEY, b'{"text":"Een busje."}', "here")
    assert sealing.unseal(KEY, old, "here") == {"text": "Een busje."}
    padded = sealing.pad(KEY, old, "here")
    assert len(padded) == SIZES[0] and sealing.unseal(KEY, padded, "here") == {"text": "Een busje."}


def test_the_index_knows_the_same_sizes() -> None:
    for size in SIZES[:-1]:
        assert str(size) in unpadded("sealed")
    assert f"% {SIZES[-1]} " in unpadded("sealed")


def test_no_report_is_longer_than_a_few_of_the_largest_size() -> None:
    """All that may be typed, in characters of four bytes that JSON writes as they are."""
    typed = [question.max_length or 0 for _, question in REPORT.all_questions()]
    assert 4 * sum(typed) + 2_000 < 4 * SIZES[-1]


def sizes(world: World, table: Any = Report, column: str = "sealed") -> set[int]:
    with world.reading() as session:
        return {len(getattr(row, column)) for row in session.exec(select(table))}


def test_an_empty_story_and_one_of_a_thousand_characters_look_alike(world: World) -> None:
    world.report(story="x")
    world.report(story="y" * 1_000, where="Haven", identity="named")
    assert sizes(world) == {SIZES[0]}
    assert sizes(world, Draft) == {SIZES[0]}


def add(world: World, code: str, words: str) -> Walk:
    walk = world.walk("")
    walk.do("follow", "open")
    walk.submit(code=code)
    walk.submit(addition=words)
    return walk


def everything_sealed_as_before(world: World, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Three reports with an addition each, a story, a note and what a team agreed; gives the codes."""
    home, codes = world.organisation.id, []
    with monkeypatch.context() as before:
        before.setattr(sealing, "padded", lambda plain: plain)
        for number in range(3):
            codes.append(world.report(story=f"Busje {number}.").code)
            add(world, codes[-1], f"Nog busje {number}.")
        day = world.clock().date()
        with world.unit() as session:
            team = Team(organisation_id=home, department_id=world.departments["Wmo"], name="Wmo 1")
            round = MeetingRound(organisation_id=home, year=2026, pack="x", started_on=day, until=day)
            session.add_all((team, round))
            session.flush()
            place = team.department_id
            meeting = TeamMeeting(organisation_id=home, year=2026, team_id=team.id or 0, department_id=place)
            logged = Logged(organisation_id=home, kind="checks", day=day, number=1, sealed=b"")
            session.add_all((meeting, logged))
            session.flush()
            key = purpose_keys.make(world.vault, home, participant.KEY)
            meeting.agreements = sealing.seal(key, "We letten op.", participant.KEY, home, meeting.id or 0)
            notes.keep(session, world.vault, home, [(logged.id or 0, "Bij de haven.")])
            sealed = opening.sealed(world.vault, home, "2026-1", "", 1, "Een druk half jaar.")
            kept.add(session, home, "2026-1", "", day, True, sealed)
    return codes


def test_all_that_was_typed_before_is_padded_in_portions(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = everything_sealed_as_before(world, monkeypatch)
    places = ((Report, "sealed"), (Message, "sealed"), (Story, "sealed"), (Logged, "sealed"))
    every = (*places, (TeamMeeting, "agreements"))
    assert not any(SIZES[0] in sizes(world, *place) for place in every)
    monkeypatch.setattr(padding, "SOME", 2)
    assert padding.pad_some(world.engine, world.vault) == 2 + 2 + 1 + 1 + 1
    assert len(sizes(world)) == 2, "and there somebody stopped it"
    housekeeping.sweep(world.engine, world.vault, world.clock())
    assert all(sizes(world, *place) == {SIZES[0]} for place in every)
    assert padding.pad_some(world.engine, world.vault) == 0
    for number, code in enumerate(codes):
        walk = world.walk("")
        walk.do("follow", "open")
        said = [part.text for part in walk.submit(code=code).body if isinstance(part, Said)]
        assert said == [f"Nog busje {number}."]
    with world.reading() as session:
        story = kept.versions(session, world.organisation.id, "2026-1", "")[0]
    assert opening.opened(world.vault, world.organisation.id, story) == "Een druk half jaar."


def test_a_destroyed_report_and_a_damaged_one_hold_up_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(sealing, "padded", lambda plain: plain)
        destroyed, damaged, _ = (world.report() for _ in range(3))
    world.vault.destroy(destroyed.id)
    with world.unit() as session:
        session.get_one(Report, damaged.id).sealed = b"damaged"
    assert padding.pad_some(world.engine, world.vault) == 2
    assert padding.pad_some(world.engine, world.vault) == 0
    assert sizes(world) == {SIZES[0], len(b"damaged")}


def test_that_all_is_padded_is_seen_in_an_index(sqlite_world: World) -> None:
    with sqlite_world.reading() as session:
        wanted = f"SELECT id FROM report WHERE {unpadded('sealed')} LIMIT 5"
        plan = session.execute(text(f"EXPLAIN QUERY PLAN {wanted}")).all()
    assert "ix_report_unpadded" in str(plan)
