"""`baken pushes …` as the administrator runs it."""

import pytest
from click.testing import CliRunner

from bot.rooms import HOUSE
from handlers.cli import main
from storage import audit
from tests.bot.messages.mailing import HALF, add_notice, half_way, kind_of_tests, states_of
from tests.bot.messages.pushing import plan, show
from tests.support.commands import Commands
from tests.support.world import World


def told(world: World) -> list[tuple[str, str, str, str]]:
    with world.reading() as session:
        entries = audit.entries(session, world.organisation.id, 20)
    return [(one.actor, one.action, one.subject, one.detail) for one in reversed(entries)]


@pytest.fixture
def commands(world: World, monkeypatch: pytest.MonkeyPatch) -> Commands:
    return Commands(world, monkeypatch, "pushes")


def test_the_list_says_how_far_everything_is(commands: Commands) -> None:
    going, done = half_way(commands.world, *HALF), half_way(commands.world, "sent", key="done")
    add_notice(commands.world, "unknown")
    line = f"{going}\trunning\t1 of 5 sent\t1 failed\t1 unknown\tMessage"
    notices = "notices\t0 waiting\t0 under way\t0 failed\t1 unknown"
    assert commands.run("list").output.splitlines() == [line, notices]
    everything = commands.run("list", "--all").output.splitlines()
    assert everything == [f"{done}\tdone\t1 of 1 sent\t0 failed\t0 unknown\tMessage", line, notices]


def test_one_push_is_shown_with_who_did_not_get_it(commands: Commands) -> None:
    said = commands.run("show", str(half_way(commands.world, *HALF))).output
    assert "Status: running" in said and "Waiting: 1" in said and "Key: test/1" in said
    assert "Persoon 1\tp1@wtest/1.example\tIs not in the chat any more." in said
    assert "Persoon 2\tp2@wtest/1.example\tUncertain." in said


def test_a_push_is_steered_and_the_trail_is_told(commands: Commands) -> None:
    id = half_way(commands.world, "sent", "unknown", "pending")
    assert commands.run("pause", str(id)).output == "Paused: 1 wait. What was under way still arrives.\n"
    assert commands.run("resume", str(id)).output == "Running: 1 wait.\n"
    assert commands.run("resend", str(id), "--yes").output == "1 go out once more.\n"
    assert commands.run("cancel", str(id), "--yes").output == "Cancelled: 2 will not go out.\n"
    assert states_of(commands.world, id) == ["sent", "cancelled", "cancelled"]
    verbs = (("paused", "1"), ("resumed", "1"), ("resent", "1"), ("cancelled", "2"))
    assert told(commands.world) == [("system", f"push.{verb}", f"push:{id}", many) for verb, many in verbs]


def test_whom_it_failed_for_is_tried_once_more(commands: Commands) -> None:
    id = half_way(commands.world, "sent", "failed")
    assert commands.run("retry", str(id)).output == "1 go out once more.\n"
    assert states_of(commands.world, id) == ["sent", "pending"]


def test_what_cannot_be_taken_back_is_asked_first(commands: Commands) -> None:
    id = half_way(commands.world, "unknown", "pending")
    for command in ("resend", "cancel"):
        asked = CliRunner().invoke(main, ["pushes", command, str(id)], input="n\n")
        assert asked.exit_code == 1 and "Aborted" in asked.output
    assert states_of(commands.world, id) == ["unknown", "pending"] and told(commands.world) == []


@pytest.mark.both
def test_notices_are_sent_again_together(commands: Commands) -> None:
    for state in ("unknown", "unknown", "failed"):
        add_notice(commands.world, state)
    assert commands.run("resend", "--notices", "--yes").output == "2 go out once more.\n"
    assert told(commands.world) == [("system", "notices.resent", "", "2")]
    assert "There are no uncertain notices" in commands.run("resend", "--notices", "--yes").output


@pytest.mark.parametrize("command", ["show", "pause", "resume", "cancel", "resend", "retry"])
def test_an_id_that_is_not_there_is_a_sentence(
    command: str, sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = Commands(sqlite_world, monkeypatch, "pushes")
    sure = ["--yes"] if command in ("cancel", "resend") else []
    for id in ("999", "x", str(2**70)):
        result = commands.run(command, id, *sure)
        assert result.exit_code and result.output.strip() and "Traceback" not in result.output
    assert "Give the id of a push, or --notices" in commands.run("resend", "--yes").output


def test_several_organisations_are_told_apart(commands: Commands) -> None:
    id = half_way(commands.world, "pending")
    commands.world.add_organisation("elders", "Elders")
    assert commands.run("list").exit_code == 1
    assert str(id) in commands.run("list", "--organisation", "voorbeeldstad").output
    assert commands.run("list", "--organisation", "elders").output.startswith("notices")
    assert commands.run("pause", str(id), "--organisation", "elders").exit_code == 1
    assert states_of(commands.world, id) == ["pending"] and plan(commands.world, []) == 0


def test_a_message_goes_to_one_person_again_with_a_sentence_that_says_so(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(HOUSE.messages, "test", kind_of_tests(show))
    id = half_way(commands.world, "sent", "failed")
    who = "p0@wtest/1.example"
    asked = commands.run("send", str(id), who)  # and nobody says yes
    assert "This colleague got this message on Tuesday 10 March 2026 already." in asked.output
    assert states_of(commands.world, id) == ["sent", "failed"]
    said = commands.run("send", str(id), who, "--yes").output.splitlines()
    assert said[-1] == "It goes out to Persoon 0." and "twice" in said[0]
    assert states_of(commands.world, id) == ["pending", "failed"]
    ((actor, action, subject, detail),) = told(commands.world)
    assert (actor, action, subject) == ("system", "push.sent_again", f"push:{id}")
    assert detail.startswith("person:")
    assert commands.run("send", str(id), "niemand@v.example", "--yes").exit_code == 1
