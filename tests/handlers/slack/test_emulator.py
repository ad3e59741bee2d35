"""Journeys against npm's Slack emulator: single-use triggers, hashes, stacks of three, least scopes."""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from bot.learning import planner
from bot.messages.courier import Address
from handlers import files
from handlers.app import build
from handlers.slack import api, directory
from handlers.slack.manifest import SCOPES
from storage import organisations, people
from storage.tables.directory import Person
from storage.tables.reports import Draft, Report
from tests.bot.learning.conftest import sample  # noqa: F401  (a fixture)
from tests.bot.learning.test_journey import finish
from tests.handlers.slack.journeys import THEFT, count, hand_in, number_of
from tests.handlers.slack.test_send import NOTICE, ORDER
from tests.support import sending
from tests.support.slack import Somebody
from tests.support.slack_api import running_slack
from tests.support.slack_emulator import BOT, TEAM, Emulator, running_emulator
from tests.support.slack_town import Town, listening, settings_for
from tests.support.world import World

NAMES = {"reporter": "reporter@voorbeeldstad.example", "jan": "coordinator@voorbeeldstad.example"}


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """The emulator, in which Baken's token has the scopes of the manifest and no other."""
    with running_emulator(NAMES, list(SCOPES)) as running:
        yield running


@pytest.fixture
def emulated(node: Callable[..., object], emulator: Emulator, sqlite_world: World) -> Iterator[Town]:
    """A town whose Slack is the emulator; its coordinator is found there by e-mail address."""
    with sqlite_world.unit() as session:
        organisations.link(session, sqlite_world.organisation.id, "slack", TEAM)
    with running_slack(TEAM, emulator) as slack:
        settings = settings_for(sqlite_world, slack, slack_bot_token=BOT)
        asyncio.run(directory.look_up(sqlite_world.desk, api.client(settings), pace=0))
        with listening(build(settings, sqlite_world.desk, clock_runs=False)) as port:
            yield Town(sqlite_world, slack, settings, port)


def somebody(town: Town, name: str) -> Somebody:
    assert town.slack.emulator
    return town.somebody(town.slack.emulator.ids[name])


def test_a_report_from_the_first_question_to_the_list(emulated: Town) -> None:
    reporter, reader = somebody(emulated, "reporter"), somebody(emulated, "jan")
    hand_in(reporter, identity="named")
    number = number_of(reporter)
    reporter.submit(kept=["kept"])
    assert reporter.step == "report.done_named" and count(emulated, Report) == 1
    assert emulated.deliver() >= 1
    notice = emulated.slack.said_to(reader.user)[-1]
    reader.press_in(notice, "casework/next")
    assert number in reader.seen()
    assert THEFT in reader.seen() and "Reporter" in reader.seen()
    reader.press("casework/form/answer")
    reader.submit(message="Dank je wel.")
    assert "Dank je wel." in reader.seen()


def test_the_coordinator_was_found_by_address(emulated: Town) -> None:
    with emulated.world.reading() as session:
        found = people.by_address(session, "slack", TEAM, somebody(emulated, "jan").user)
        assert found and found.id == emulated.world.people["coordinator"]


def test_back_more_room_and_closing_work_with_its_hashes(emulated: Town) -> None:
    me = somebody(emulated, "reporter")
    me.command()
    for answers in ({"kind": "signal"}, {"identity": "anonymous"}, {"theme": "drugs"}):
        me.submit(**answers)
    me.fill(story="Een")
    me.press("slack/more/story")
    assert me.typed("story") == ["Een", ""]
    old = {
        "type": "block_actions",
        "view": me.submission()["view"],
        "actions": [{"type": "button", "action_id": "report/back/", "block_id": "b"}],
    }
    for _ in range(2):
        me.interact(old)
    assert me.step == "report.theme" and emulated.slack.calls[-1].answer["error"] == "hash_conflict"
    me.close()
    assert count(emulated, Draft) == 0


def test_a_trigger_is_good_for_one_modal(emulated: Town) -> None:
    me = somebody(emulated, "reporter")
    trigger = emulated.slack.trigger(me.user)
    assert [me.command(trigger=trigger).body for _ in range(2)] == [b"", b""]
    assert emulated.slack.calls[-1].answer["error"] == "exchanged_trigger_id"
    assert count(emulated, Draft) == 1


def test_a_trigger_that_slack_does_not_know_is_told_kindly(emulated: Town) -> None:
    me = somebody(emulated, "reporter")
    assert "Druk nog een keer" in me.command(trigger="1.2.gone").body.decode()


def test_a_note_on_top_of_a_modal_keeps_to_the_stack_of_three(
    emulated: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    me = somebody(emulated, "reporter")
    me.command()
    monkeypatch.setattr(emulated.world.desk, "served", None)  # whatever is asked now fails
    for _ in range(3):
        assert me.press("report/language").status == 200
        if len(emulated.slack.stacks[me.user]) > 1:
            assert "ging bij ons iets mis" in me.seen()
            me.close()
    # The emulator never takes a view off a stack, so the third note is one too many for it.
    assert emulated.slack.calls[-1].answer["error"] == "push_limit_reached" and me.step == "report.start"


def test_menu_mention_and_home_arrive(emulated: Town) -> None:
    me = somebody(emulated, "reporter")
    me.mention(channel="C000000001")
    assert emulated.slack.said_to(me.user)
    me.open_home()
    me.press_in(emulated.slack.homes[me.user], "menu/about")
    assert me.step == "menu.about"


def test_the_way_out_needs_no_other_scope(emulated: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(files.APART, "account", lambda *_: b"PK workbook")
    to = Address("slack", TEAM, somebody(emulated, "jan").user)
    sending.bring(emulated.courier, to, NOTICE)
    order = replace(ORDER, person_id=emulated.world.people["coordinator"])
    sending.bring(emulated.courier, to, order)
    assert "missing_scope" not in {call.answer.get("error") for call in emulated.slack.calls}
    assert emulated.slack.calls[-1].method == "files.completeUploadExternal"
    assert emulated.slack.calls[-1].answer["ok"]


def test_without_a_scope_the_emulator_does_refuse(emulated: Town) -> None:
    assert emulated.slack.emulator
    refused = emulated.slack.emulator.call(
        "reactions.add", BOT, channel="C000000001", timestamp="1", name="x"
    )
    assert refused["error"] == "missing_scope"


@pytest.mark.usefixtures("sample")
def test_a_module_from_the_card_to_the_certificate(emulated: Town) -> None:
    world = emulated.world
    with world.unit() as session:
        session.get_one(Person, world.people["coordinator"]).started_on = world.clock().date()
    assert planner.plan(world.engine, world.organisation, world.clock()) == 1 and emulated.deliver() == 1
    me = somebody(emulated, "jan")
    card = emulated.slack.said_to(me.user)[-1]
    assert "De eerste dag" in json.dumps(card)
    me.press_in(card, "learn/later")
    assert me.step == "learn.snoozed"
    me.close()
    me.press_in(card, "learn/open")
    assert me.step == "learn.opening"
    finish(me)
    assert me.step == "learn.done"
    me.press("file/open/certificate")
    assert emulated.deliver() == 1
    assert emulated.slack.calls[-1].method == "files.completeUploadExternal"
