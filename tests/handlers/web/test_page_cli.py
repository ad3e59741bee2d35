"""`baken page …` as the administrator runs it."""

import pytest

from storage import public_pages
from storage.public_pages import Page
from tests.handlers.web.test_public_page import doorstep
from tests.support.commands import Commands
from tests.support.world import World


@pytest.fixture
def commands(world: World, monkeypatch: pytest.MonkeyPatch) -> Commands:
    monkeypatch.setenv("BAKEN_REPORT_URL", "https://melden.example")
    return Commands(world, monkeypatch, "page")


def kept(world: World) -> Page:
    with world.reading() as session:
        return public_pages.of(session, world.vault, world.organisation.id)


def trail(world: World) -> list[tuple[str, str, str]]:
    with world.reading() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT actor, action, detail FROM audit_entry ORDER BY seq"
        )
        return [tuple(row) for row in rows if row.action == "page.changed"]


@pytest.mark.both
def test_the_page_is_opened_and_closed_and_the_trail_tells_it_without_the_word(commands: Commands) -> None:
    world = commands.world
    assert "is closed" in commands.run("show").output
    said = commands.run("on").output
    assert "Changed." in said and "https://melden.example/melden/voorbeeldstad" in said
    assert kept(world) == Page("on")
    assert "so it was already" in commands.run("on").output
    assert commands.run("word", "--word", " Vuurtoren ").exit_code == 0
    assert kept(world) == Page("word", "Vuurtoren")
    assert "Vuurtoren" not in commands.run("show").output
    assert commands.run("off").exit_code == 0 and kept(world) == Page("off", "Vuurtoren")
    assert trail(world) == [("system", "page.changed", state) for state in ("on", "word", "off")]
    assert "nu niet" in doorstep(world).text


@pytest.mark.parametrize(
    ("word", "why"), [("ab", "at least 4"), ("-.-.-", "at least 4"), ("a" * 41, "at most 40")]
)
def test_a_word_that_cannot_be_used_changes_nothing(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch, word: str, why: str
) -> None:
    result = Commands(sqlite_world, monkeypatch, "page").run("word", "--word", word)
    assert result.exit_code == 1 and why in result.output and "Traceback" not in result.output
    assert kept(sqlite_world) == Page()


def test_an_unknown_organisation_is_said(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    result = Commands(sqlite_world, monkeypatch, "page").run("on", "--organisation", "elders")
    assert result.exit_code == 1 and result.output.startswith("Error: We do not know")
    assert kept(sqlite_world) == Page()


def test_without_a_host_it_says_what_to_set(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "BAKEN_REPORT_URL" in Commands(sqlite_world, monkeypatch, "page").run("on").output
