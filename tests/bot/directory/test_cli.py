"""`baken people …` as the administrator runs it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.directory import newcomers
from handlers.cli import main, people_work
from storage.people import AddressRow
from tests.bot.directory.files import lines, staff
from tests.support.commands import Commands
from tests.support.world import TEAM, World

FILE = lines(
    "Zoe Bedacht;zoe@v.example;Burgerzaken;Balie;bas@v.example;1-3-2020;;Kwetsbare functie",
    "Geheim;geen adres;;;;;;",
    "Bas;bas@v.example;;;weg@v.example;;;",
)


@pytest.fixture
def commands(world: World, monkeypatch: pytest.MonkeyPatch) -> Commands:
    return Commands(world, monkeypatch, "people")


def test_a_dry_run_says_what_would_change_and_which_rows_are_refused(commands: Commands) -> None:
    Path("staff.csv").write_bytes(FILE)
    result = commands.run("import", "staff.csv", "--dry-run")
    assert result.exit_code == 1
    assert "nothing was changed" in result.stdout and "New: 2\n" in result.stdout
    assert "New departments, teams and target groups: Balie, Kwetsbare functie" in result.stdout
    assert "Row 3: The e-mail address is not right." in result.stderr
    assert "Row 4: The lead was not found." in result.stderr
    assert "Geheim" not in result.output and "geen adres" not in result.output
    assert "zoe" not in staff(commands.world)


@pytest.mark.both
def test_an_import_is_told_to_the_trail_and_a_second_one_changes_nothing(commands: Commands) -> None:
    Path("staff.csv").write_bytes(lines("Zoe;zoe@v.example;;;;;;"))
    assert commands.run("import", "staff.csv").exit_code == 0
    again = commands.run("import", "staff.csv")
    assert again.exit_code == 0 and "Stayed the same: 1" in again.stdout
    with commands.world.reading() as session:
        told = session.connection().exec_driver_sql("SELECT action, detail FROM audit_entry").all()
    changed = [tuple(row) for row in told if row.action != "role.first"]
    assert changed == [("directory.changed", "added:1")] and len(told) == 6
    assert CliRunner().invoke(main, ["audit", "verify"]).exit_code == 0


@pytest.mark.both
def test_between_two_portions_of_a_file_everybody_else_gets_a_turn(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server is another process, which takes no turns with the command: a pause lets it in."""
    rows = [f"Persoon {n};p{n}@v.example;;;;;;" for n in range(2_500)]
    Path("staff.csv").write_bytes(lines(*rows))
    reported: list[str] = []

    def pause(seconds: float) -> None:
        assert seconds > 0.1  # the longest nap of SQLite
        reported.append(commands.world.report(f"somebody-{len(reported)}").code)

    monkeypatch.setattr(people_work, "sleep", pause)
    assert commands.run("import", "staff.csv").exit_code == 0
    assert len(reported) >= 3, "nothing is locked in the pauses"


def test_what_is_known_of_a_person_is_shown(commands: Commands) -> None:
    Path("staff.csv").write_bytes(FILE)
    commands.run("import", "staff.csv")
    shown = commands.run("show", "ZOE@v.example").stdout
    for line in (
        "Name: Zoe Bedacht",
        "Department: Burgerzaken",
        "Team: Balie",
        "Lead: bas@v.example",
        "First day: 2020-03-01",
        "Last day: -",
        "Target groups: Vulnerable position",
        "In chat: -",
        "Active: yes",
    ):
        assert f"{line}\n" in shown
    roles = commands.run("show", "coordinator@voorbeeldstad.example").stdout
    assert "Roles: coordinator\n" in roles and "slack:U0COORDINATOR" in roles
    nobody = commands.run("show", "x@v.example")
    assert nobody.exit_code == 1 and "Nobody in the directory" in nobody.stderr


@pytest.mark.both
def test_people_are_listed_and_those_out_of_reach_with_the_reason(commands: Commands) -> None:
    Path("staff.csv").write_bytes(FILE)
    commands.run("import", "staff.csv")
    assert "Zoe Bedacht\tzoe@v.example\tBurgerzaken\tBalie\n" in commands.run("list").stdout
    unreachable = commands.run("unreachable").stdout
    assert unreachable.count("\n") == 2
    assert "Bas\tbas@v.example\tNobody is found in the chat with bas@v.example yet." in unreachable
    Path("left.csv").write_bytes(lines("Zoe;zoe@v.example;;;;;1-1-2026;"))
    commands.run("import", "left.csv")
    assert "zoe@v" not in commands.run("list").stdout
    assert "Zoe\tzoe@v.example\t\t\t8\tleft\n" in commands.run("list", "--all").stdout


def test_who_came_to_the_chat_is_listed(commands: Commands) -> None:
    with commands.world.unit() as session:
        where = AddressRow("slack", TEAM, "U0NEW")
        newcomers.noticed(session, [commands.world.organisation.id], where, "Nina", "nina@elders.example")
    assert commands.run("newcomers").stdout == "Nina\tnina@elders.example\tslack:U0NEW\n"


def test_columns_of_another_name_are_told(commands: Commands) -> None:
    Path("staff.csv").write_bytes(b"Wie,Adres\nZoe,zoe@v.example\n")
    told = commands.run("import", "staff.csv", "--column", "email=Adres", "--column", "name=Wie")
    assert told.exit_code == 0 and "zoe" in staff(commands.world)
    for wrong in ("email", "shoes=Adres", "email=Weg"):
        assert commands.run("import", "staff.csv", "--column", wrong).exit_code != 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "staff.pdf"), "cannot read this file"),
        (("import", "weg.csv"), "does not exist"),
        (("import", "staff.csv", "--organisation", "elders"), "do not know this organisation"),
        (("list", "--organisation", "elders"), "do not know this organisation"),
    ],
)
def test_a_mistake_is_a_sentence(
    words: tuple[str, ...], said: str, sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("staff.pdf").write_bytes(b"%PDF-1.7")
    Path("staff.csv").write_bytes(FILE)
    result = Commands(sqlite_world, monkeypatch, "people").run(*words)
    assert result.exit_code != 0 and said in result.output and "Traceback" not in result.output


def test_of_several_organisations_one_is_named(commands: Commands) -> None:
    commands.world.add_organisation("elders", "Elders")
    assert commands.run("list").exit_code == 1
    assert commands.run("list", "--organisation", "elders").stdout == ""
    assert "Medewerker Een" in commands.run("list", "--organisation", "VOORBEELDSTAD").stdout
