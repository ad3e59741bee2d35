"""`baken person …` as the administrator runs it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from handlers.cli import main, person_work
from storage import erasing
from tests.bot.personal_data import somebody
from tests.bot.personal_data.somebody import CERTIFICATE, EMAIL, KEY, NAME, SECRETS, USER
from tests.support.commands import Commands
from tests.support.world import World


@pytest.fixture
def commands(world: World, monkeypatch: pytest.MonkeyPatch) -> Commands:
    return Commands(world, monkeypatch, "person")


def actions(world: World) -> list[tuple[str, str]]:
    told = [(row["action"], row["subject"]) for row in somebody.everything(world)["audit_entry"]]
    return [one for one in told if one[0].startswith("person.")]


@pytest.mark.both
def test_a_person_gets_all_that_is_kept_of_them_and_nothing_of_reports(commands: Commands) -> None:
    world = commands.world
    reported = world.report(KEY, identity="named")
    person_id = somebody.furnish(world)
    result = commands.run("export", NAME)
    assert result.exit_code == 0, result.output
    path = Path(f"person-{person_id}.json")
    assert path.stat().st_mode & 0o777 == 0o600
    text = path.read_text(encoding="utf-8")
    kept = json.loads(text)
    assert kept["Wie je bent"]["Gegevens"][0]["Naam"] == NAME
    assert kept["Wie je bent"]["Gegevens"][0]["Team"] == "Toegang"
    modules = kept["Je modules"]["Gegevens"]
    assert [one["Module"] for one in modules] == ["Signalen herkennen", "Melden: hoe werkt het?"] or modules
    assert kept["Waar je je voor opgaf"]["Gegevens"][0]["Activiteit"] == "Lezing over drugs"
    assert kept["Verhalen die je schreef"]["Gegevens"][0]["Thema"]
    assert [one["Wat"] for one in kept["Het logboek"]["Gegevens"]] == ["Lijst van medewerkers gewijzigd"]
    assert all(part["Waarom"] and part["Hoe lang"] for part in kept.values() if "Waarom" in part)
    assert {secret for secret in (*SECRETS, USER, CERTIFICATE) if secret not in text} == set()
    for of_a_report in (reported.id, reported.number, "Melding gelezen", "report."):
        assert of_a_report not in text
    assert actions(world) == [("person.exported", f"person:{person_id}")]


def test_a_file_is_never_overwritten_and_is_made_in_the_language_asked_for(commands: Commands) -> None:
    somebody.furnish(commands.world)
    assert commands.run("export", EMAIL, "--to", "ik.json", "--language", "en").exit_code == 0
    assert "Who you are" in json.loads(Path("ik.json").read_text(encoding="utf-8"))
    again = commands.run("export", EMAIL, "--to", "ik.json")
    assert again.exit_code == 1 and "exists" in again.output


def test_a_person_of_whom_little_is_kept_gets_a_whole_file_too(commands: Commands) -> None:
    number = commands.world.people["employee"]
    assert commands.run("export", str(number)).exit_code == 0
    kept = json.loads(Path(f"person-{number}.json").read_text(encoding="utf-8"))
    assert kept["Je modules"]["Gegevens"] == [] and kept["Wie je bent"]["Gegevens"]


@pytest.mark.both
def test_a_dry_run_says_all_and_changes_nothing_and_then_it_is_done(commands: Commands) -> None:
    world = commands.world
    person_id = somebody.furnish(world)
    somebody.leave(world, person_id)
    before = somebody.everything(world)
    dry = commands.run("erase", EMAIL, "--dry-run")
    assert dry.exit_code == 0 and "nothing was changed" in dry.output
    assert "Goes: 1 conversations in chat" in dry.output
    assert "Stays as a count, of nobody: 2 modules" in dry.output
    assert "Stays: the audit trail" in dry.output
    assert somebody.everything(world) == before
    assert commands.run("erase", EMAIL).exit_code == 1, "nobody said yes"
    assert somebody.everything(world) == before
    done = commands.run("erase", EMAIL, "--yes")
    assert done.exit_code == 0 and f"Erased: number {person_id}." in done.output
    assert actions(world) == [("person.erased", f"person:{person_id}")]
    assert CliRunner().invoke(main, ["audit", "verify"]).exit_code == 0
    again = commands.run("erase", str(person_id), "--yes")
    assert again.exit_code == 1 and "erased already" in again.output


@pytest.mark.parametrize("verb", ["export", "erase"])
def test_whoever_is_not_meant_for_sure_gets_a_sentence(verb: str, commands: Commands) -> None:
    for key in ("jan", "jan2"):
        commands.world.add_person(key, name="Jan Jansen")
    for who, said in (("Jan Jansen", "There are several: number"), ("Niemand", "Nobody in the list")):
        result = commands.run(verb, who)
        assert result.exit_code == 1 and said in result.output and "Traceback" not in result.output


def test_who_works_here_is_not_erased(commands: Commands) -> None:
    result = commands.run("erase", "Medewerker Een", "--yes")
    assert result.exit_code == 1 and "still works here" in result.output


def test_the_dry_run_has_words_for_everything_that_is_counted(sqlite_world: World) -> None:
    with sqlite_world.reading() as session:
        counted = erasing.would(session, sqlite_world.people["employee"])
    said = [person_work.GOES, person_work.LOSES, person_work.COUNTED, person_work.NAMED]
    assert counted.keys() == {kind for kinds in said for kind in kinds}
