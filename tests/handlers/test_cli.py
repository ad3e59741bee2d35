"""The command line: what it does, and one sentence when it cannot."""

import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import make_url, text
from sqlmodel import select

from bot import housekeeping
from bot.foundation import settings_file, words
from handlers.cli import main
from handlers.cli.sentences import ELSEWHERE
from storage import audit, organisations
from storage.db import open_engine, reading, unit
from storage.masters import new_master, parse_masters
from storage.migrate import move
from storage.tables.audit import AuditEntry
from storage.tables.keys import ReportKey, Secret
from storage.tables.reports import Report
from storage.vault import make_secrets
from tests.support.commands import deploy
from tests.support.servers import server_environment
from tests.support.world import World
from tests.support.worlds import DatabaseUrls

PLANTED = "zwaluwstaart"
Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Runs a command in this process."""

    def run(*args: object) -> Result:
        return CliRunner().invoke(main, [str(arg) for arg in args])

    return run


@pytest.fixture
def deployed(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world that the command line finds in its settings, on SQLite and on PostgreSQL."""
    return deploy(world, monkeypatch)


@pytest.fixture
def deployed_here(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The same on SQLite alone."""
    return deploy(sqlite_world, monkeypatch)


def sentence(result: Result) -> str:
    """The one line of an error; nothing else may be said."""
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: ")
    return line.removeprefix("Error: ")


def commands(group: click.Group = main, *path: str) -> Iterator[tuple[str, ...]]:
    """Every command there is, as it is typed."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)
        else:
            yield (*path, name)


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_every_command_says_what_it_does(command: tuple[str, ...], run: Run) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert re.search(r"\n  [A-Z].*[.?]\n", result.output)


def test_a_new_key_is_one_usable_key_and_nothing_else() -> None:
    args = [sys.executable, "-m", "handlers.cli", "keys", "new"]
    made = subprocess.run(args, env=server_environment(), capture_output=True, text=True, check=True)
    assert made.stderr == ""
    (key,) = made.stdout.splitlines()
    assert len(parse_masters(key).by_fingerprint) == 1 and "," not in key


# What can be wrong with settings and databases, for every command that opens them

OPENS = [
    ("serve",),
    ("serve", "--no-migrate"),
    ("migrate",),
    ("audit", "verify"),
    ("audit", "accept"),
    ("keys", "rotate"),
    ("organisation", "list"),
    ("organisation", "add", "Elders"),
    ("organisation", "link", "voorbeeldstad", "--slack-workspace", "T1"),
]
opens = pytest.mark.parametrize("command", OPENS, ids=" ".join)


@opens
def test_bad_settings_are_one_sentence(
    command: tuple[str, ...], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sentence(run(*command)).startswith("BAKEN_MASTER_KEYS: there is no key")
    monkeypatch.setenv("BAKEN_MASTER_KEYS", PLANTED)
    assert sentence(run(*command)).startswith("BAKEN_MASTER_KEYS: key 1")
    monkeypatch.setenv("DATABASE_URL", f"mysql://{PLANTED}")
    assert sentence(run(*command)).startswith("DATABASE_URL: must begin with")
    assert not Path("data").exists(), "nothing was made on the way"


@opens
def test_another_master_key_is_one_sentence(
    command: tuple[str, ...], deployed_here: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAKEN_MASTER_KEYS", new_master())
    assert "does not hold the key" in sentence(run(*command))


@opens
@pytest.mark.parametrize("which", ["main", "keys"])
def test_a_newer_database_is_one_sentence(
    command: tuple[str, ...], which: str, deployed_here: World, run: Run
) -> None:
    engine = deployed_here.engine if which == "main" else deployed_here.vault.engine
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "newer version of Baken" in sentence(run(*command))


@opens
def test_a_damaged_key_database_is_one_sentence(
    command: tuple[str, ...], deployed_here: World, run: Run
) -> None:
    with unit(deployed_here.vault.engine) as session:
        session.get_one(Secret, "pepper").wrapped = b"damaged"
    assert "damaged" in sentence(run(*command))


NOT_YET = [*(command for command in OPENS if command not in (("serve",), ("migrate",))), ("people", "list")]


@pytest.mark.parametrize("command", NOT_YET)
def test_databases_that_were_never_migrated_are_one_sentence(
    command: tuple[str, ...], database_urls: DatabaseUrls, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAKEN_MASTER_KEYS", new_master())
    monkeypatch.setenv("DATABASE_URL", database_urls.main)
    monkeypatch.setenv("KEYS_DATABASE_URL", database_urls.keys)
    assert "`baken migrate`" in sentence(run(*command))


@opens
@pytest.mark.parametrize(
    "url", ["postgresql://baken:zwaluwstaart@127.0.0.1:1/baken", "sqlite:///file/baken.db"]
)
def test_an_unreachable_database_is_one_sentence(
    command: tuple[str, ...], url: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("file").touch()
    monkeypatch.setenv("BAKEN_MASTER_KEYS", new_master())
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("KEYS_DATABASE_URL", url.replace("baken.db", "keys.db").replace("/baken", "/keys"))
    said = sentence(run(*command))
    assert "DATABASE_URL" in said or "file" in said
    assert PLANTED not in said


def test_a_settings_file_that_is_no_text_is_one_sentence(run: Run) -> None:
    Path(".env").write_bytes(b"BAKEN_ORGANISATION=Gemeente \xe9\xff\n")
    assert ".env" in sentence(run("migrate"))


def test_broken_words_of_ones_own_are_one_sentence(
    deployed_here: World, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "content"
    (folder / "dialogues").mkdir(parents=True)
    monkeypatch.setenv("BAKEN_CONTENT", str(folder))
    (folder / "dialogues" / "report.yml").write_text("off: [story]")
    assert "cannot be switched off: story" in sentence(run("serve"))
    deployed_here.start()


@pytest.mark.slow
def test_a_port_that_is_taken_is_said_and_not_a_traceback(deployed_here: World) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        env = {
            "DATABASE_URL": deployed_here.main,
            "KEYS_DATABASE_URL": deployed_here.keys,
            "BAKEN_MASTER_KEYS": deployed_here.master,
            "BAKEN_PORT": str(taken.getsockname()[1]),
        }
        args = [sys.executable, "-m", "handlers.cli", "serve"]
        served = subprocess.run(
            args, env=server_environment(env), capture_output=True, text=True, timeout=60, check=False
        )
    assert served.returncode != 0
    assert served.stderr.startswith("Error: port ") and len(served.stderr.splitlines()) == 1


# What each command does


def test_migrate_makes_both_databases(
    database_urls: DatabaseUrls, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAKEN_MASTER_KEYS", new_master())
    monkeypatch.setenv("DATABASE_URL", database_urls.main)
    monkeypatch.setenv("KEYS_DATABASE_URL", database_urls.keys)
    for _ in range(2):
        result = run("migrate")
        assert (result.exit_code, result.stderr) == (0, "")
        said = result.stdout.splitlines()
        assert said[0] == "Both databases are at this version."
        for line, url in zip(said[1:], database_urls, strict=True):
            assert str(make_url(url).database) in line
    assert run("organisation", "list").output == "onze-gemeente\tOnze gemeente\n"


def test_staff_can_be_imported_before_baken_is_ever_served(
    database_urls: DatabaseUrls, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BAKEN_MASTER_KEYS", new_master())
    monkeypatch.setenv("DATABASE_URL", database_urls.main)
    monkeypatch.setenv("KEYS_DATABASE_URL", database_urls.keys)
    monkeypatch.setenv("BAKEN_COORDINATORS", "coordinator@voorbeeldstad.example")
    (tmp_path / "staff.csv").write_text(
        "Naam;E-mail\nNieuwe Medewerker;nieuw@voorbeeldstad.example\n", encoding="utf-8"
    )
    assert run("migrate").exit_code == 0
    assert run("organisation", "add", "Gemeente Elders").exit_code == 0
    assert "onze-gemeente, gemeente-elders" in sentence(run("people", "list"))
    assert run("people", "import", tmp_path / "staff.csv", "--organisation", "onze-gemeente").exit_code == 0
    listed = run("people", "list", "--organisation", "Onze gemeente").output
    assert "nieuw@voorbeeldstad.example" in listed and "coordinator@voorbeeldstad.example" in listed


@pytest.mark.both
def test_the_trail_is_verified(deployed: World, run: Run) -> None:
    deployed.report()
    deployed.report("employee2")
    result = run("audit", "verify")
    waits = "The trail is whole: 0 entries, and 2 of today that have no place in it yet.\n"
    assert (result.exit_code, result.output) == (0, waits)
    the_day_is_over(deployed)
    assert run("audit", "verify").output == "The trail is whole: 2 entries.\n"
    with deployed.engine.begin() as connection:
        connection.execute(text("UPDATE audit_entry SET action = 'x' WHERE seq = 2"))
    assert sentence(run("audit", "verify")) == "Entry 2 is changed; 1 entries are good."


def the_day_is_over(world: World) -> None:
    """What reporters did today gets its place in the trail."""
    housekeeping.fold(world.engine, world.vault, world.clock() + timedelta(days=1))


def test_a_report_that_was_taken_out_with_its_entry_is_missing(deployed: World, run: Run) -> None:
    deployed.report()
    with deployed.engine.begin() as connection:
        for table in ("receipt", "report_index", "report", "pending_entry"):
            connection.execute(text(f"DELETE FROM {table}"))
    assert sentence(run("audit", "verify")) == "An entry without a place is missing; 0 entries are good."
    assert "which no backup explains" in sentence(run("audit", "accept", "--yes"))


@pytest.mark.both
def test_a_report_that_was_taken_out_with_all_that_tells_of_it_leaves_its_key(
    deployed: World, run: Run
) -> None:
    """Within minutes, before the key database noted how much there is, the total can be put back too."""
    deployed.report("employee2")
    with deployed.engine.begin() as connection:
        total = dict(connection.execute(text("SELECT * FROM pending_total")).mappings().one())
        before = connection.execute(text("SELECT id FROM pending_entry")).scalar_one()
    gone = deployed.report().id
    with deployed.engine.begin() as connection:
        connection.execute(text("DELETE FROM pending_entry WHERE id <> :id"), {"id": before})
        for table in ("receipt", "report_index"):
            connection.execute(text(f"DELETE FROM {table} WHERE report_id = :id"), {"id": gone})
        connection.execute(text("DELETE FROM report WHERE id = :id"), {"id": gone})
        connection.execute(
            text("UPDATE pending_total SET changes = :changes, total = :total, hash = :hash"), total
        )
    said = run("audit", "verify")
    assert said.exit_code == 0 and said.output.startswith("The trail is whole: 0 entries, and 1 of today")
    assert "There are keys of 1 reports that are not here" in said.output


@pytest.mark.both
def test_an_older_backup_is_accepted_after_a_question(deployed: World, run: Run) -> None:
    assert "nothing to accept" in run("audit", "accept").output
    deployed.report()
    the_day_is_over(deployed)
    lost = deployed.report("employee2")
    the_day_is_over(deployed)
    housekeeping.anchor(deployed.engine, deployed.vault)
    with deployed.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_entry WHERE seq > 1"))
        for table in ("receipt", "report_index", "report"):
            name = "id" if table == "report" else "report_id"
            connection.execute(text(f"DELETE FROM {table} WHERE {name} = '{lost.id}'"))
    later = deployed.clock() + timedelta(days=3)
    assert sentence(run("audit", "verify")) == "Entry 2 is cut; 1 entries are good."
    asked = run("audit", "accept")
    assert asked.exit_code == 1 and "keys of 2 reports; 1 of those" in asked.output
    housekeeping.sweep(deployed.engine, deployed.vault, later)
    with reading(deployed.vault.engine) as session:
        assert len(session.exec(select(ReportKey)).all()) == 2
    accepted = run("audit", "accept", "--yes")
    assert accepted.exit_code == 0 and accepted.output.endswith("Accepted. The trail tells of it.\n")
    roles = 5  # of which the first sweep told
    whole = f"The trail is whole: {roles + 2} entries.\n"
    assert run("audit", "verify").output.startswith(f"{whole}There are keys of 1 reports")
    housekeeping.sweep(deployed.engine, deployed.vault, later)
    with reading(deployed.vault.engine) as session:
        assert len(session.exec(select(ReportKey)).all()) == 1
    with deployed.engine.begin() as connection:
        connection.execute(text("UPDATE audit_entry SET action = 'x' WHERE seq = 1"))
    assert sentence(run("audit", "accept", "--yes")) == "Entry 1 is changed, which no backup explains."


@pytest.mark.both
def test_keys_are_rotated_and_the_trail_tells_so(
    deployed: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported = deployed.report()
    newest = new_master()
    monkeypatch.setenv("BAKEN_MASTER_KEYS", f"{newest},{deployed.master}")
    result = run("keys", "rotate")
    assert result.exit_code == 0 and result.output.startswith("7 keys are now wrapped")
    monkeypatch.setenv("BAKEN_MASTER_KEYS", newest)
    assert run("audit", "verify").exit_code == 0
    with deployed.reading() as session:
        assert session.exec(select(AuditEntry.action)).all()[-1] == "keys.rotated"
    deployed.master = newest
    deployed.start()
    assert deployed.walk("handler").do("casework", "show", reported.id).step == "report"


def test_organisations_are_added_linked_and_named(deployed: World, run: Run) -> None:
    added = run("organisation", "add", "Gemeente Elders", "--slack-workspace", "T0ELSE")
    assert added.exit_code == 0 and "gemeente-elders" in added.output
    assert "already" in sentence(run("organisation", "add", "gemeente elders"))
    assert run("organisation", "link", "gemeente-elders", "--slack-workspace", "T0MORE").exit_code == 0
    assert run("organisation", "link", "gemeente-elders", "--slack-workspace", "T0MORE").exit_code == 0
    assert "do not know this organisation" in sentence(
        run("organisation", "link", "nergens", "--slack-workspace", "T0MORE")
    )
    listed = run("organisation", "list").output.splitlines()
    assert listed == ["voorbeeldstad\tVoorbeeldstad", "gemeente-elders\tGemeente Elders"]
    with deployed.reading() as session:
        for workspace in ("T0ELSE", "T0MORE"):
            (served,) = organisations.served_by(session, "slack", workspace)
            assert served.slug == "gemeente-elders"


@pytest.mark.parametrize(("locale", "title"), [("nl", "Iets melden"), ("en", "Report something")])
def test_a_dialogue_is_printed_as_a_picture(locale: str, title: str, run: Run) -> None:
    result = run("dialogue", "report", "--locale", locale)
    assert result.exit_code == 0
    assert result.output.startswith("flowchart TD\n") and f'start["{title}"]' in result.output


def test_an_unknown_dialogue_is_one_sentence(run: Run) -> None:
    assert sentence(run("dialogue", "nonsense")) == "There is no dialogue nonsense. There is: report, public."


# Short names, chosen once


def test_a_short_name_is_chosen_once_and_stays_whatever_the_name_becomes(
    database_urls: DatabaseUrls, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAKEN_MASTER_KEYS", new_master())
    monkeypatch.setenv("DATABASE_URL", database_urls.main)
    monkeypatch.setenv("KEYS_DATABASE_URL", database_urls.keys)
    monkeypatch.setenv("BAKEN_ORGANISATION", "Gemeente Noorddorp")
    assert "cannot be a short name" in sentence(run("migrate", "--short-name", "Noord dorp"))
    assert run("migrate", "--short-name", "noorddorp").exit_code == 0
    monkeypatch.setenv("BAKEN_ORGANISATION", "Gemeente Noorddorp-Zuiddorp")
    assert run("migrate", "--short-name", "other").exit_code == 0
    assert run("organisation", "list").output == "noorddorp\tGemeente Noorddorp-Zuiddorp\n"


def test_a_short_name_is_changed_by_a_command_that_says_what_else_to_change(
    deployed_here: World, run: Run
) -> None:
    renamed = run("organisation", "rename", "voorbeeldstad", "--short-name", "voorbeeld")
    assert renamed.exit_code == 0
    for place in ("BAKEN_SCIM_TOKEN", "BAKEN_CONTENT", "/intranet/voorbeeldstad"):
        assert place in renamed.output
    assert run("organisation", "list").output == "voorbeeld\tVoorbeeldstad\n"
    assert "BAKEN_ORGANISATION" in sentence(run("organisation", "rename", "voorbeeld", "--name", "Elders"))
    assert run("organisation", "add", "Súdwest-Dorp").output.endswith("short name is sudwest-dorp.\n")
    assert run("organisation", "rename", "sudwest-dorp", "--name", "Zuidwest").exit_code == 0
    assert "already" in sentence(run("organisation", "rename", "sudwest-dorp", "--short-name", "voorbeeld"))


@pytest.mark.parametrize(
    "args", [("",), ("  ",), ("Elders", "--short-name", "modules"), ("Elders", "--short-name", "a/b")]
)
def test_an_organisation_without_a_usable_name_is_refused(
    args: tuple[str, ...], deployed_here: World, run: Run
) -> None:
    sentence(run("organisation", "add", *args))
    assert run("organisation", "list").output == "voorbeeldstad\tVoorbeeldstad\n"


# Nothing is made beside what is lost, and the folder one stands in decides nothing


def files_in(folder: Path) -> list[str]:
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*"))


OPENS_DATA = [*OPENS, ("people", "list"), ("pushes", "list"), ("account", "list")]


@pytest.mark.parametrize("command", OPENS_DATA, ids=" ".join)
@pytest.mark.parametrize(
    ("lost", "why"),
    [("keys", "its key database"), ("main", "its main database"), ("swapped", "Exchange the two")],
)
def test_a_lost_or_swapped_database_is_refused_everywhere_and_nothing_is_made(
    command: tuple[str, ...],
    lost: str,
    why: str,
    deployed_here: World,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    deployed_here.report()
    housekeeping.anchor(deployed_here.engine, deployed_here.vault)
    elsewhere = tmp_path / "elsewhere"
    if lost == "swapped":
        monkeypatch.setenv("DATABASE_URL", deployed_here.keys)
        monkeypatch.setenv("KEYS_DATABASE_URL", deployed_here.main)
    else:
        variable = "DATABASE_URL" if lost == "main" else "KEYS_DATABASE_URL"
        monkeypatch.setenv(variable, f"sqlite:///{elsewhere}/gone.db")
    assert why in sentence(run(*command))
    assert not elsewhere.exists()
    deployed_here.start()
    assert deployed_here.walk("coordinator").do("casework", "open").step == "list"


@pytest.mark.both
def test_an_empty_key_database_of_before_is_refused_too(
    deployed: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployed.report()
    with unit(deployed.vault.engine) as session:
        for table in ("secret", "report_key", "audit_anchor"):
            session.connection().execute(text(f"DELETE FROM {table}"))
    for command in (("migrate",), ("serve",), ("audit", "verify")):
        assert "is not there or empty" in sentence(run(*command))


def test_keys_of_another_deployment_are_refused(
    deployed_here: World, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with deployed_here.unit() as session:
        audit.append(session, deployed_here.vault.audit_secret, "2026-01-01", "system", "keys.rotated")
    other = World(f"sqlite:///{tmp_path}/other.db", f"sqlite:///{tmp_path}/other-keys.db")
    other.report()
    monkeypatch.setenv("KEYS_DATABASE_URL", other.keys)
    monkeypatch.setenv("BAKEN_MASTER_KEYS", f"{deployed_here.master},{other.master}")
    for command in (("migrate",), ("serve",), ("audit", "accept"), ("people", "list")):
        assert "was not made with this key database" in sentence(run(*command))
    with deployed_here.unit() as session:  # as a database of before that was never told of its pair
        session.connection().execute(text("DELETE FROM pairing"))
    assert "was not made with this key database" in sentence(run("migrate"))
    other.stop()


def test_a_database_of_another_program_is_left_alone(
    deployed_here: World, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with sqlite3.connect(tmp_path / "shop.db") as shop:
        shop.execute("CREATE TABLE customer (id INTEGER)")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/shop.db")
    monkeypatch.setenv("KEYS_DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    assert "another program" in sentence(run("migrate"))
    assert not (tmp_path / "new.db").exists()


def test_a_first_migration_that_was_cut_short_goes_on(
    database_urls: DatabaseUrls, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    master = new_master()
    monkeypatch.setenv("BAKEN_MASTER_KEYS", master)
    monkeypatch.setenv("DATABASE_URL", database_urls.main)
    monkeypatch.setenv("KEYS_DATABASE_URL", database_urls.keys)
    keys = open_engine(database_urls.keys)
    move(keys, "keys", "head")
    make_secrets(keys, parse_masters(master))
    keys.dispose()
    assert run("migrate").exit_code == 0


def test_the_folder_one_stands_in_decides_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    (home / "own").mkdir(parents=True)
    elsewhere.mkdir()
    monkeypatch.setattr(settings_file, "INSTALLED", home)
    values = {
        "BAKEN_MASTER_KEYS": new_master(),
        "DATABASE_URL": "sqlite:///data/b.db",
        "BAKEN_CONTENT": "own",
    }
    (home / ".env").write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    monkeypatch.chdir(elsewhere)
    assert "baken migrate" in sentence(run("people", "list"))
    assert files_in(tmp_path) == ["elsewhere", "home", "home/.env", "home/own"]
    assert f"{home}/data/b.db" in run("migrate").output
    assert run("people", "list").exit_code == 0
    assert files_in(elsewhere) == []
    (elsewhere / ".env").write_text("BAKEN_PORT=1\n")
    assert "say which ones count" in sentence(run("people", "list"))
    monkeypatch.setenv("BAKEN_SETTINGS", "")  # so that what the option leaves there is taken back
    assert run("--settings", str(home / ".env"), "people", "list").exit_code == 0
    assert "there is no file" in sentence(run("--settings", "nowhere", "people", "list"))


# What is quick, and what is quiet


def test_help_and_version_import_nothing_heavy() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from handlers.cli import main\n"
        "for args in (['--help'], ['--version'], ['people', 'import', '--help']):\n"
        "    result = CliRunner().invoke(main, args); assert result.exit_code == 0, result.output\n"
        "heavy = {'sqlalchemy', 'sqlmodel', 'pydantic', 'cryptography', 'openpyxl', 'slack_sdk'}\n"
        "print(sorted(heavy & set(sys.modules)), result.output[:6])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], env=server_environment(), capture_output=True, text=True, check=False
    )
    assert (run.stdout, run.stderr) == ("[] Usage:\n", "")


@pytest.mark.slow
def test_a_reader_that_goes_away_is_no_error(deployed_here: World) -> None:
    env = server_environment(
        {
            "DATABASE_URL": deployed_here.main,
            "KEYS_DATABASE_URL": deployed_here.keys,
            "BAKEN_MASTER_KEYS": deployed_here.master,
        }
    )
    for number in range(300):
        deployed_here.add_person(f"p{number}", name="Iemand met een heel lange naam " * 10)
    command = f"set -o pipefail; {sys.executable} -m handlers.cli people list | head -n 1"
    piped = subprocess.run(["bash", "-c", command], env=env, capture_output=True, text=True, check=False)
    assert piped.stderr == ""
    assert len(piped.stdout.splitlines()) == 1


def test_sentences_of_the_command_line_speak_of_no_screens(deployed: World, run: Run) -> None:
    known = words.keys("en")
    assert [key for key in ELSEWHERE if f"mistakes.{key}" not in known] == []
    for command in (
        ("pushes", "show", 999),
        ("pushes", "pause", 999),
        ("pushes", "resend", "--notices", "--yes"),
        ("people", "show", "niemand@voorbeeldstad.example"),
        ("modules", "preview", "nothing/here"),
        ("modules", "test-send", "onboarding/signals", "niemand@voorbeeldstad.example"),
        ("organisation", "link", "nowhere", "--slack-workspace", "T1"),
        ("account", "close", "--period", "2099-H1"),
    ):
        assert not re.search(r"[Gg]o back|menu|[Rr]efresh|list of staff|button", sentence(run(*command)))


@pytest.mark.both
def test_what_is_kept_is_listed_and_destroyed_on_its_day(deployed: World, run: Run) -> None:
    reported = deployed.report(story="Een busje.")
    walk = deployed.walk("handler")
    walk.do("casework", "show", reported.id)
    walk.finish("no_action")
    with deployed.unit() as session:
        row = session.get_one(Report, reported.id)
        row.keep_until, row.warned_on = date(2020, 1, 2), date(2019, 12, 1)
    listed = run("retention", "list").output
    assert f"2020-01-02  {reported.number}  closed" in listed and "1 closed reports are kept." in listed
    assert "Een busje." not in listed
    assert (
        run("retention", "run", "--dry-run").output == "0 reports would be warned of, 1 would be destroyed.\n"
    )
    assert run("retention", "run").output == "0 reports were warned of, 1 were destroyed.\n"
    assert run("retention", "run").output == "0 reports were warned of, 0 were destroyed.\n"
    assert run("retention", "list").output == "0 closed reports are kept.\n"
    assert deployed.walk("handler").do("casework", "show", reported.id).step == "sorry"
