"""`baken modules …`, as an administrator types it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlmodel import col

from handlers.cli import main
from storage import learning
from storage.tables.delivery import Delivery
from tests.bot.learning import SAMPLE
from tests.support.world import World

pytestmark = pytest.mark.usefixtures("real")


@pytest.fixture
def settings(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The command line works on this world, with the sample as the organisation's own content."""
    monkeypatch.setenv("DATABASE_URL", sqlite_world.main)
    monkeypatch.setenv("KEYS_DATABASE_URL", sqlite_world.keys)
    monkeypatch.setenv("BAKEN_MASTER_KEYS", sqlite_world.master)
    monkeypatch.setenv("BAKEN_CONTENT", str(SAMPLE))
    return sqlite_world


def baken(*words: str) -> Result:
    return CliRunner().invoke(main, ["modules", *words])


def test_check_ends_with_one_when_there_is_a_mistake(tmp_path: Path) -> None:
    module = tmp_path / "modules" / "onboarding" / "why-us"
    module.mkdir(parents=True)
    (module / "module.yml").write_text("version: 1\nminutes: 3\nsteps: [\n")
    found = baken("check", str(tmp_path))
    assert found.exit_code == 1
    assert f"{module}/module.yml, line 4: this is not valid YAML" in found.stderr
    assert "1 mistake, 0 pieces of advice." in found.stdout


def test_preview_shows_pages_and_marks_right_answers(settings: World) -> None:
    shown = baken("preview", "onboarding/first").stdout
    assert "De eerste dag (3 min)" in shown and "[x] Ik vraag rond." in shown
    assert "[ ] Ik neem het mee." in shown and "  Je ziet meer dan je denkt." not in shown
    assert "(picture: A blue desk)" in baken("preview", "onboarding/second", "--locale", "en").stdout
    refused = baken("preview", "onboarding/nothing")
    assert refused.exit_code == 1 and "onboarding/nothing" in refused.stderr


def test_list_names_what_can_be_previewed(settings: World) -> None:
    assert "onboarding/desk\tday 3\t3 min\tbalie" in baken("list").stdout.splitlines()


def test_a_module_can_be_sent_to_one_person_to_try_it(settings: World) -> None:
    sent = baken("test-send", "onboarding/first", "employee@voorbeeldstad.example")
    assert (sent.exit_code, sent.stdout) == (
        0,
        "Planned: onboarding/first for employee@voorbeeldstad.example.\n",
    )
    with settings.reading() as session:
        assert list(session.execute(select(col(Delivery.person_id))).scalars()) == [
            settings.people["employee"]
        ]
    assert baken("test-send", "onboarding/first", "nobody@voorbeeldstad.example").exit_code == 1
    assert baken("test-send", "onboarding/x", "employee@voorbeeldstad.example").exit_code == 1


def test_a_certificate_is_verified_by_its_code(settings: World) -> None:
    today = settings.clock().date()
    with settings.unit() as session:
        mine = {"organisation_id": settings.organisation.id, "person_id": settings.people["employee"]}
        learning.assign(
            session, [mine | {"programme": "onboarding", "module": "first", "assigned_on": today}]
        )
        row = learning.find(session, settings.organisation.id, mine["person_id"], "onboarding", "first")
        assert row is not None
        learning.change(session, row.id, finished_on=today, certificate="ABCD-EFGH-JKMN")
    good = baken("verify", "abcd efgh jkmn").stdout
    assert good == "Good: The first day, finished on 2026-03-10 at Voorbeeldstad.\n"
    assert baken("verify", "ABCD-EFGH-JKMP").exit_code == 1
