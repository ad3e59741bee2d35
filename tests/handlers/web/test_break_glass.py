"""A link to the web from the command line, for when no chat works: once, soon, and never in silence."""

from datetime import datetime

import pytest
from sqlmodel import col, delete

from bot.foundation.screen import Screen
from handlers.web.forms import FORM
from storage import audit
from storage.tables.directory import ChatAddress, PersonRole
from tests.handlers.web.test_staff import ADDRESS, SAME, tab_of, use
from tests.support import sending
from tests.support.commands import Commands
from tests.support.world import Postbox, World, slack_id


@pytest.fixture
def commands(world: World, monkeypatch: pytest.MonkeyPatch) -> Commands:
    monkeypatch.setenv("BAKEN_URL", ADDRESS)
    return Commands(world, monkeypatch, "people")


def made(commands: Commands, who: str) -> str:
    result = commands.run("link", f"{who}@voorbeeldstad.example", "--yes")
    assert result.exit_code == 0, result.output
    return result.stdout.strip()


def told(world: World) -> dict[str, str]:
    postbox = Postbox()
    sending.send(world, {"slack": postbox})
    return {address.user: screen.step for address, screen in postbox.sent if isinstance(screen, Screen)}


def newest(world: World) -> datetime:
    """The latest moment in the trail: the command looks at the clock on the wall."""
    with world.reading() as session:
        entries = audit.entries(session, world.organisation.id, 20)
    return max(datetime.fromisoformat(entry.at) for entry in entries)


@pytest.mark.both
def test_a_handler_reaches_the_reports_without_chat_and_everybody_is_told(commands: Commands) -> None:
    world = commands.world
    reported = world.report(story="Een busje.")
    url = made(commands, "handler")
    assert url.startswith(f"{ADDRESS}/in/")
    tab = use(tab_of(world), url)
    assert "Je bent hier als Behandelaar Een" in tab.text
    assert tab.press("casework/open").step == "casework/list"
    assert "Een busje." in tab.press(f"casework/show/{reported.id}").text
    another = tab_of(world)
    assert another.client.get(url).status_code == 410
    assert not another.client.post(url, headers={"content-type": FORM} | SAME).cookies
    person = f"person:{world.people['handler']}"
    with world.reading() as session:
        entries = audit.entries(session, world.organisation.id, 10)
    seen = [(one.actor, one.action, one.subject) for one in entries if one.action.startswith("web.")]
    assert seen == [(person, "web.opened_without_chat", ""), ("system", "web.link_made", person)]
    world.clock.now = newest(world)
    world.clock.forward(minutes=1)
    steps = told(world)
    for who in ("coordinator", "handler", "handler2", "deputy", "privacy"):
        assert steps[slack_id(who)] in ("link_made", "new_report"), who
    assert steps[slack_id("privacy")] == steps[slack_id("deputy")] == "link_made"
    assert slack_id("employee") not in steps


def test_the_trail_says_in_words_that_a_link_was_made_and_used(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(tab_of(commands.world), made(commands, "coordinator"))
    trail = commands.world.walk("privacy").do("trail", "open")
    said = repr(trail.body)
    assert "Op de server een link naar het web gemaakt" in said
    assert "Met een link van de server op het web gekomen" in said


def test_it_ends_after_ten_minutes_and_with_the_role(commands: Commands) -> None:
    world = commands.world
    first, second = made(commands, "handler"), made(commands, "handler2")
    with world.unit() as session:
        mine = col(PersonRole.person_id) == world.people["handler2"]
        session.exec(delete(PersonRole).where(mine))
    assert tab_of(world).client.get(second).status_code == 410
    world.clock.now = newest(world)
    world.clock.forward(minutes=11)
    assert tab_of(world).client.get(first).status_code == 410


def test_there_is_no_link_for_who_has_no_role_or_no_account_and_none_without_an_address(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = commands.world
    for who, sentence in (("employee", "no role that needs it"), ("nobody", "Nobody in the directory")):
        result = commands.run("link", f"{who}@voorbeeldstad.example", "--yes")
        assert result.exit_code == 1 and sentence in result.output
    with world.unit() as session:
        mine = col(ChatAddress.person_id) == world.people["deputy"]
        session.exec(delete(ChatAddress).where(mine))
    assert "never talked to Baken" in commands.run("link", "deputy@voorbeeldstad.example", "--yes").output
    monkeypatch.delenv("BAKEN_URL")
    assert "BAKEN_URL" in commands.run("link", "handler@voorbeeldstad.example", "--yes").output
    assert "Aborted" in commands.run("link", "handler@voorbeeldstad.example").output
    with world.reading() as session:
        assert not [
            e for e in audit.entries(session, world.organisation.id, 20) if e.action == "web.link_made"
        ]
