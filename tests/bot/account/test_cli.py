"""`baken export`, `baken picture` and `baken account …` as the administrator runs them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlmodel import update

from handlers.cli import main
from storage import audit
from storage.tables.account import Closing
from tests.bot.account.making import keep, some_reports
from tests.bot.account.test_closing import FIRST, LAST, change
from tests.support.commands import deploy
from tests.support.world import World


@pytest.fixture
def deployed(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    deploy(world, monkeypatch)
    with world.unit() as session:
        keep(session, world.organisation.id, some_reports(80, FIRST, LAST, 1))
    return world


def run(*args: str) -> Result:
    return CliRunner().invoke(main, list(args))


def test_a_half_year_is_closed_exported_corrected_and_listed(deployed: World, tmp_path: Path) -> None:
    council = ("export", "--period", "2025-h2", "--edition", "council", "--format", "json", "--out")
    early = run(*council, str(tmp_path / "a.json"))
    assert early.exit_code == 1 and "The figures of 2025-H2 are not final yet." in early.output
    closed = run("account", "close", "--period", "2025-H2")
    assert closed.exit_code == 0 and "2025-H2: version 1 is final. SHA-256: " in closed.output
    assert "already" in run("account", "close", "--period", "2025-H2").output
    exported = run(*council, str(tmp_path / "a.json"))
    assert exported.exit_code == 0 and "Final versions in it: 2025-H2 v1." in exported.output
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["figures"]
    assert "Nothing has changed" in run("account", "correct", "--period", "2025-H2").output
    change(deployed, 9, theme="influence")
    assert "version 2 is final" in run("account", "correct", "--period", "2025-H2").output
    listed = run("account", "list").output.splitlines()
    assert [line.split("\t")[:2] for line in listed] == [["2025-H2", "version 1"], ["2025-H2", "version 2"]]
    with deployed.reading() as session:
        actions = [entry.action for entry in audit.entries(session, deployed.organisation.id, 3)]
    assert actions == ["account.corrected", "account.exported", "account.closed"]


def test_a_period_is_one_of_both_and_a_picture_says_its_words(deployed: World, tmp_path: Path) -> None:
    out = str(tmp_path / "a.xlsx")
    for args in ((), ("--period", "2025-H2", "--from", "2025-07-01"), ("--from", "2025-07-01")):
        assert run("export", *args, "--out", out).exit_code == 2
    unclear = run("export", "--period", "2025-H3", "--out", out)
    assert unclear.exit_code == 1 and "2026-Q2" in unclear.output
    assert run("account", "close", "--period", "2025-Q1").exit_code == 1
    run("account", "close", "--period", "2025-H2")
    drawn = run("picture", "--period", "2025-H2", "--locale", "en", "--out", str(tmp_path / "a.svg"))
    assert drawn.exit_code == 0 and "80 reports" in drawn.output
    assert (tmp_path / "a.svg").read_text(encoding="utf-8").startswith("<svg")
    assert run("picture", "--period", "2025-H2", "--out", str(tmp_path / "a.gif")).exit_code == 2


def test_final_figures_that_were_changed_by_hand_are_said_in_a_sentence(
    deployed: World, tmp_path: Path
) -> None:
    run("account", "close", "--period", "2025-H2")
    with deployed.unit() as session:
        session.execute(update(Closing).values(told="{}"))
    result = run("export", "--period", "2025-H2", "--out", str(tmp_path / "a.xlsx"))
    assert result.exit_code == 1 and "Restore a backup." in result.output


def test_a_file_for_every_organisation(deployed: World, tmp_path: Path) -> None:
    deployed.add_organisation("duindorp", "Gemeente Duindorp")
    made = run("export", "--period", "2025-H2", "--all", "--format", "csv", "--out", str(tmp_path))
    assert made.exit_code == 0
    names = {"voorbeeldstad.csv", "duindorp.csv", "all.csv"}
    assert {file.name for file in tmp_path.iterdir()} >= names
    both = run("export", "--period", "2025-H2", "--all", "--organisation", "duindorp", "--out", str(tmp_path))
    assert both.exit_code == 2


def test_a_first_half_year_in_which_nothing_happened_has_a_picture(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    deploy(sqlite_world, monkeypatch)
    out = tmp_path / "year.png"
    drawn = run("picture", "--period", "2024-H1", "--locale", "en", "--out", str(out))
    assert drawn.exit_code == 0 and "0 reports" in drawn.output
    assert out.read_bytes().startswith(b"\x89PNG")
