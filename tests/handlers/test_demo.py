"""The demo: a made-up municipality with a past, all its own, on this computer alone."""

import http.client
import socket
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlmodel import select

from bot import demo as history
from bot import housekeeping
from bot.foundation.context import Visitor
from bot.foundation.settings import BadSettings
from bot.learning import demo as learning
from handlers import demo
from handlers.cli import main
from handlers.desk import Desk, open_storage, utc_now
from storage import organisations
from storage.db import reading
from storage.tables.directory import Person
from storage.tables.reports import Redirect, Report
from tests.support.servers import free_port, running_server
from tests.support.world import Walk

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def short_past(monkeypatch: pytest.MonkeyPatch) -> None:
    """A receipt takes long on purpose, so here the past is short."""
    monkeypatch.setattr(history, "REPORTS", 8)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "demo"


def test_the_demo_has_a_municipality_with_people_and_a_year_behind_it(data: Path) -> None:
    demo.prepare(data)
    engine, vault = open_storage(demo.settings(data), migrated=False)
    with reading(engine) as session:
        (organisation,) = organisations.everyone(session)
        assert organisation.demo and organisation.slug == "voorbeeldstad"
        assert len(session.exec(select(Person.id)).all()) >= 38
        days = [report.received_on for report in session.exec(select(Report))]
        assert len(days) == 8 and max(days) > min(days)
        assert sum(session.exec(select(Redirect.count))) == 60
        assert len(organisations.departments(session, organisation.id)) >= 5
        good, pending, broken = housekeeping.verify(session, vault, utc_now())
        assert good + pending >= 8 and broken is None
    engine.dispose()


def test_its_example_code_opens_a_report(data: Path) -> None:
    demo.prepare(data)
    walk = Walk(Desk(*open_storage(demo.settings(data))), Visitor("web", known_as="x"))
    walk.do("follow", "open")
    assert walk.submit(code=history.EXAMPLE_CODE).step == "report-0"


def test_a_second_start_keeps_the_data(data: Path) -> None:
    demo.prepare(data)
    before = {path.name: path.read_bytes() for path in data.iterdir() if path.suffix == ".key"}
    when = (data / "baken.db").stat().st_mtime_ns
    demo.prepare(data)
    assert {path.name: path.read_bytes() for path in data.iterdir() if path.suffix == ".key"} == before
    assert (data / "baken.db").stat().st_mtime_ns == when


def test_a_start_that_was_cut_short_begins_anew(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(history, "_history", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            demo.prepare(data)
    first = (data / "master.key").read_text()
    demo.prepare(data)
    assert (data / demo.MARK).exists() and (data / "master.key").read_text() != first


def test_resetting_throws_away_only_what_the_demo_made(data: Path) -> None:
    demo.prepare(data)
    demo.reset(data)
    assert not data.exists()
    demo.reset(data)
    data.mkdir()
    (data / "thesis.txt").write_text("years of work")
    with pytest.raises(BadSettings, match="not made by the demo"):
        demo.reset(data)
    result = CliRunner().invoke(main, ["demo", "--reset", "--data", str(data)])
    assert result.exit_code == 1 and "left alone" in result.stderr
    with pytest.raises(BadSettings):
        demo.prepare(data)
    assert (data / "thesis.txt").read_text() == "years of work"


def test_the_demos_key_is_for_its_owner_alone(data: Path) -> None:
    demo.prepare(data)
    assert stat.S_IMODE((data / "master.key").stat().st_mode) == 0o600


def test_the_demo_takes_nothing_from_the_environment(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "DATABASE_URL": "postgresql://production/baken",
        "KEYS_DATABASE_URL": "postgresql://production/keys",
        "BAKEN_MASTER_KEYS": "production",
        "BAKEN_HOST": "0.0.0.0",
        "SLACK_BOT_TOKEN": "xoxb-production",
        "SLACK_SIGNING_SECRET": "production",
        "SLACK_APP_TOKEN": "xapp-production",
        "TEAMS_APP_ID": "production",
        "BAKEN_CONTENT": "/nowhere",
        "BAKEN_SCIM_TOKEN": "production",
    }.items():
        monkeypatch.setenv(name, value)
    Path(".env").write_text("SLACK_BOT_TOKEN=xoxb-production\n")
    demo.prepare(data)
    chosen = demo.settings(data)
    assert "production" not in repr(chosen.model_dump())
    assert not chosen.teams and chosen.baken_content == history.OWN


def test_a_port_that_is_taken_is_said_in_a_sentence_before_anything_is_made(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(main, ["demo", "--data", str(data), "--port", port])
    assert result.exit_code == 1 and f"port {port} is taken" in result.stderr
    assert isinstance(result.exception, SystemExit)
    assert not data.exists()


def test_while_the_demo_is_made_its_address_says_how_far_it_is(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[tuple[int, str]] = []
    fill = learning.fill
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]

        def ask(*given: Any) -> None:
            seen.extend(answer(port, path) for path in ("/?lang=en", "/?lang=nl&still=1", "/healthz"))
            seen.append(answer(port, "/", host="elders.example"))
            fill(*given)

        monkeypatch.setattr(learning, "fill", ask)
        demo.prepare(data, door)
        english, dutch, health, elsewhere = seen
        assert english[0] == dutch[0] == 200
        assert "70 percent is done" in english[1] and 'http-equiv="refresh"' in english[1]
        assert "70 procent is klaar" in dutch[1] and 'http-equiv="refresh"' not in dutch[1]
        assert health[0] == 503 and elsewhere[0] == 403
        with socket.create_connection(("127.0.0.1", port)):  # the door stays open for the next server
            pass
    assert f"http://127.0.0.1:{port} shows how far it is" in capsys.readouterr().out


def test_the_last_line_of_the_first_run_is_the_address(data: Path) -> None:
    port = str(free_port())
    command = ["-m", "handlers.cli", "demo", "--data", str(data), "--port", port]
    with running_server(command, port=int(port), seconds=120) as server:
        assert server.output().splitlines()[-1] == f"Baken is on {server.url}  (stop with Ctrl+C)"
        assert "Wie wil je zijn?" in answer(server.port, "/?lang=nl")[1]
        for args in (["--reset"], []):
            if not args:
                (data / demo.MARK).unlink()
            result = CliRunner().invoke(main, ["demo", "--data", str(data), *args, "--port", "0"])
            assert result.exit_code == 1 and "stop that one first" in result.stderr
        assert (data / "baken.db").exists()
    left = sorted(file.name for file in data.glob("*.db*") if file.stat().st_size)
    assert left == ["baken-engine.db", "baken.db", "keys.db"], "no log is left beside a file"


def answer(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, str]:
    """The status and the text of what a server here answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Host": host})
    response = connection.getresponse()
    return response.status, response.read().decode()
