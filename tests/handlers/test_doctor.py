"""The doctor: finds what is wrong, says what to do, and changes nothing."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlmodel import col, delete, select, update

from bot import housekeeping
from bot.foundation import contacts, words
from bot.foundation import settings as configuration
from bot.reports.dialogue import DIALOGUES, REPORT
from bot.screens.dialogue import END, Dialogue, Jump, Question, Step
from handlers import doctor
from handlers.cli import main
from handlers.doctor import machine
from storage import migrate
from storage.db import unit
from storage.masters import new_master
from storage.tables.delivery import Delivery
from storage.tables.directory import PersonRole
from storage.tables.keys import ReportKey, Secret
from storage.tables.pending import PendingEntry
from storage.tables.reports import Report
from tests.support.commands import deploy
from tests.support.world import World


@pytest.fixture
def healthy(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A deployment in which the doctor finds nothing."""
    deploy(world, monkeypatch)
    monkeypatch.setenv("BAKEN_COORDINATORS", "slack:U0COORDINATOR")
    monkeypatch.setenv("BAKEN_PORT", "0")
    yield world
    words.load()


def findings() -> dict[str, dict[str, str]]:
    """What the doctor says, by how it is and by what it looked at; the command must agree."""
    said: list[str] = []
    number = doctor.examine(said.append)
    found: dict[str, dict[str, str]] = {"ok   ": {}, "WRONG": {}, "to do": {}}
    for line in said:
        name, _, text = line[6:].partition(": ")
        found[line[:5]][name] = text
    assert number == len(found["WRONG"])
    result = CliRunner().invoke(main, ["doctor"])
    assert (result.exit_code, result.output.splitlines()) == (1 if number else 0, said)
    return found


def wrong() -> dict[str, str]:
    """What the doctor finds wrong, by what it looked at."""
    return findings()["WRONG"]


def test_a_healthy_deployment_has_nothing_wrong(healthy: World) -> None:
    assert wrong() == {}


def test_bad_settings_are_found_first(healthy: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAKEN_PORT", "x")
    assert wrong().keys() == {"settings"}
    monkeypatch.delenv("BAKEN_PORT")
    monkeypatch.setenv("BAKEN_MASTER_KEYS", "")
    assert "baken keys new" in wrong()["master key"]


def with_steps(monkeypatch: pytest.MonkeyPatch, *steps: Step) -> None:
    monkeypatch.setitem(DIALOGUES, "report", Dialogue("report", steps))


def test_a_broken_jump_and_an_unreachable_step_are_found(
    healthy: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_steps(monkeypatch, *(replace(one, jumps=(Jump("nowhere"),)) for one in REPORT.steps[:1]))
    assert "leads to nowhere" in wrong()["dialogues"]
    with_steps(monkeypatch, replace(REPORT.steps[0], jumps=(Jump(END),)), REPORT.steps[-1])
    assert wrong()["dialogues"] == "report.receipt: no answer leads here"


def test_a_question_without_words_is_found(healthy: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Question("colour", "choice", options=("red",))
    with_steps(monkeypatch, Step("start", (asked,)))
    found = wrong()["translations"]
    assert "report.questions.colour.label" in found and "report.questions.colour.options.red" in found


def test_a_missing_translation_is_found(
    healthy: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    content = tmp_path / "content"
    for locale in words.LOCALES:
        (content / "locale" / locale).mkdir(parents=True)
        for file in (words.CONTENT / "locale" / locale).glob("*.yml"):
            text = file.read_text(encoding="utf-8")
            if (locale, file.name) == ("en", "threads.yml"):
                text = text.replace("reporter: Reporter\n", "")
            (content / "locale" / locale / file.name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(words, "CONTENT", content)
    assert wrong()["translations"] == "no words for threads.reporter (en)"


def test_ones_own_words_that_cannot_be_used_are_found(
    healthy: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "own"
    (folder / "dialogues").mkdir(parents=True)
    monkeypatch.setenv("BAKEN_CONTENT", str(folder))
    assert wrong() == {}
    (folder / "dialogues" / "report.yml").write_text("off: [story]")
    assert "story" in wrong()["words"]


def test_databases_that_are_not_there_are_found_and_not_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BAKEN_MASTER_KEYS", new_master())
    found = findings()
    assert found["WRONG"] == {}
    assert "`baken migrate` makes" in found["to do"]["databases"]
    assert "BAKEN_COORDINATORS" in found["to do"]["people"]
    assert "docs/slack.md" in found["to do"]["chat"]
    assert list(tmp_path.iterdir()) == []


def test_another_master_key_is_found(healthy: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAKEN_MASTER_KEYS", new_master())
    assert "BAKEN_MASTER_KEYS" in wrong()["databases"]


@pytest.mark.both
def test_a_report_that_needs_a_lost_master_key_is_found(healthy: World) -> None:
    healthy.report()
    with unit(healthy.vault.engine) as session:
        session.exec(update(ReportKey).values(master="lost"))
    assert "1 missing" in wrong()["databases"]


@pytest.mark.both
def test_a_damaged_key_is_found(healthy: World) -> None:
    with unit(healthy.vault.engine) as session:
        session.exec(select(Secret)).first().wrapped = b"x"  # type: ignore[union-attr]
    assert "key database is damaged" in wrong()["databases"]


@pytest.mark.both
def test_databases_of_another_version_are_found(healthy: World) -> None:
    with healthy.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "newer version" in wrong()["databases"]
    with healthy.engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    assert "older version" in findings()["to do"]["databases"]


def test_an_older_backup_is_found(healthy: World) -> None:
    healthy.report()
    housekeeping.anchor(healthy.engine, healthy.vault)
    with healthy.engine.begin() as connection:
        connection.execute(text("DELETE FROM pending_total"))
    assert "`baken audit accept`" in wrong()["databases"]


def test_a_database_that_cannot_be_reached_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAKEN_MASTER_KEYS", new_master())
    for name, database in (("DATABASE_URL", "baken"), ("KEYS_DATABASE_URL", "keys")):
        monkeypatch.setenv(name, f"postgresql://baken:zwaluwstaart@127.0.0.1:1/{database}")
    found = wrong()["databases"]
    assert found.startswith("DATABASE_URL: PostgreSQL") and "does not answer" in found


def test_a_bot_token_without_a_way_in_is_found(healthy: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-zwaluwstaart")
    assert "SLACK_SIGNING_SECRET" in wrong()["Slack"]
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "x")
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:1/api/")
    assert "zwaluwstaart" not in wrong()["Slack"]


def test_the_doctor_changes_nothing(healthy: World) -> None:
    before = migrate.is_current(healthy.engine, "main")
    healthy.clock.now = datetime.now(UTC)
    healthy.report()
    with healthy.engine.connect() as connection:
        tables = connection.execute(text("SELECT count(*) FROM audit_entry")).scalar_one()
    assert wrong() == {} and before
    with healthy.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM audit_entry")).scalar_one() == tables


def contacts_to_do() -> str:
    return findings()["to do"].get("contacts of voorbeeldstad", "")


def test_contacts_that_nobody_filled_in_are_named(
    healthy: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    names = ", ".join(contacts.OWN)
    assert contacts_to_do() == f"not filled in: {names}; see docs/contacts.md"
    text = "".join(f"{name}: Toestel 1234\n" for name in contacts.OWN if name != "helpdesk")
    for locale in words.LOCALES:
        (tmp_path / "locale" / locale).mkdir(parents=True)
        (tmp_path / "locale" / locale / "contacts.yml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("BAKEN_CONTENT", str(tmp_path))
    assert contacts_to_do() == "not filled in: helpdesk; see docs/contacts.md"
    own = tmp_path / "voorbeeldstad" / "locale" / "nl"
    own.mkdir(parents=True)
    (own / "contacts.yml").write_text("helpdesk: Toestel 1\nintegrity: ' '\n", encoding="utf-8")
    assert contacts_to_do() == "not filled in: integrity (nl), helpdesk (en); see docs/contacts.md"
    (own / "contacts.yml").write_text("helpdesk: Toestel 1\n", encoding="utf-8")
    (tmp_path / "locale" / "en" / "contacts.yml").write_text(
        text + "helpdesk: Extension 1\n", encoding="utf-8"
    )
    assert contacts_to_do() == "" and wrong() == {}


@pytest.mark.both
def test_what_waits_past_its_moment_is_found(healthy: World) -> None:
    """Nobody serves: nothing becomes known, is sent or has its place in the trail by itself."""
    now = healthy.clock.now = datetime.now(UTC)
    one = healthy.report(identity="named")
    healthy.report("employee2")
    assert wrong() == {}
    early = now - timedelta(days=2)
    with healthy.unit() as session:
        session.execute(update(Report).where(col(Report.id) == one.id).values(waits_until=early))
        session.execute(update(Delivery).values(not_before=early))
        number = len(session.exec(select(Delivery.id)).all())
        session.execute(update(PendingEntry).values(day=early.date()))
    found = wrong()
    assert found.keys() == {"what waits"} and number
    assert "1 reports or additions" in found["what waits"]
    assert f"{number} messages to one person" in found["what waits"]
    assert "2 entries of the trail" in found["what waits"] and "baken serve" in found["what waits"]


def test_a_mailing_that_takes_its_time_does_not_wait(healthy: World) -> None:
    early = datetime.now(UTC) - timedelta(days=2)
    with healthy.unit() as session:
        row = Delivery(id="d", organisation_id=healthy.organisation.id, queue="pushes", not_before=early)
        session.add(row)
    assert wrong() == {}


def without(world: World, *who: str) -> None:
    """These people have no role any more."""
    with world.unit() as session:
        ids = [world.people[one] for one in who]
        session.exec(delete(PersonRole).where(col(PersonRole.person_id).in_(ids)))


@pytest.mark.both
def test_a_report_that_nobody_may_read_is_found_and_nothing_is_told_of_it(healthy: World) -> None:
    world = healthy
    world.clock.now = datetime.now(UTC)  # what waits is another finding
    kept_from = [str(world.people[one]) for one in ("coordinator", "handler", "handler2")]
    for_deputy = world.report(identity="named", untold=tuple(kept_from))
    world.report("employee2", identity="named")
    assert wrong() == {}
    without(world, "deputy")
    found = wrong()
    assert found.keys() == {"reports that nobody may read"}
    said = found["reports that nobody may read"]
    assert "in voorbeeldstad" in said and "BAKEN_DEPUTIES" in said and for_deputy.number not in said
    assert "reports that nobody may read" not in {one.name for one in doctor.at_start(configuration.read())}


@pytest.mark.both
def test_a_report_of_which_all_readers_left_but_one_who_is_kept_from_it_is_found(healthy: World) -> None:
    healthy.clock.now = datetime.now(UTC)
    healthy.report(identity="named", untold=(str(healthy.people["handler"]),))
    without(healthy, "coordinator", "handler2", "deputy")
    assert wrong().keys() == {"reports that nobody may read"}


def test_an_organisation_of_which_nobody_reads_reports_is_named(healthy: World) -> None:
    other = healthy.add_organisation("elders", "Elders")
    assert wrong()["people"].startswith("nobody of elders reads reports")
    healthy.add_person("lezer", "handler", organisation=other)
    assert wrong() == {}
    without(healthy, "coordinator", "handler", "handler2", "deputy")
    assert "nobody who works here reads reports" in wrong()["people"]


@pytest.mark.parametrize("library", ["PIL", "pypdfium2"])
def test_a_machine_that_cannot_draw_photos_and_documents_anew_is_found(
    library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert machine.drawing() == ""
    (tmp_path / library).mkdir()
    (tmp_path / library / "__init__.py").write_text("")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    assert "cannot be drawn anew on this machine" in machine.drawing()
