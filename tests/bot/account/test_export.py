"""From the database to a file: right, whole or not at all, and told to the audit trail."""

import errno
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.account.export import write_account
from bot.account.periods import check_period
from bot.account.workbook import excel
from bot.foundation import words
from bot.foundation.mistakes import Mistake
from storage import audit
from storage.db import reading
from storage.reports import Viewer
from tests.bot.account.making import keep, keep_redirects, some_reports
from tests.bot.account.reading import read
from tests.support.world import World

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
OVER = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)  # the period is


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


def made(world: World, out: Path, **more: Any) -> None:
    """Writes the account of the first half of 2026."""
    asked: dict[str, Any] = {"organisation": None, "first": FIRST, "last": LAST, "now": OVER, **more}
    write_account(world.engine, world.vault, out=out, **asked)


def sheet(path: Path, name: str) -> list[list[Any]]:
    return read(path)[name]


def trail(world: World) -> list[tuple[str, str, str]]:
    """What the audit trail says of exports: who, what, which months."""
    with world.reading() as session:
        entries = audit.entries(session, world.organisation.id, 20)
    return [
        (e.actor, e.action, e.detail.split(" sha256:")[0]) for e in entries if e.action == "account.exported"
    ]


def refused(world: World, out: Path, **more: Any) -> str:
    """The key of the mistake that writing runs into."""
    with pytest.raises(Mistake) as mistake:
        made(world, out, **more)
    for locale in words.LOCALES:
        assert "%{" not in words.text(mistake.value.key, locale, **mistake.value.params)
    return mistake.value.key


def test_reports_in_the_database_become_figures_in_excel(world: World, tmp_path: Path) -> None:
    reports = some_reports(200, FIRST, LAST, 11, list(world.departments.values()))
    with world.unit() as session:
        keep(session, world.organisation.id, reports)
        keep_redirects(session, world.organisation.id, {"threat": 12, "inside": 6}, date(2026, 2, 1))
    out = tmp_path / "account.xlsx"
    made(world, out)
    months = {row[0]: row[1] for row in sheet(out, "Maand")}
    assert months["maart 2026"] == Counter(report.received_on.month for report in reports)[3]
    assert months["Totaal"] == 200
    departments = {row[0]: row[1] for row in sheet(out, "Afdeling")}
    for name, id in world.departments.items():
        assert departments[name] == sum(1 for report in reports if report.department == id)
    assert {row[0]: row[1] for row in sheet(out, "Doorverwezen")}["Totaal"] == 18
    assert trail(world) == [("system", "account.exported", "2026-01 > 2026-06 internal")]


def test_the_audit_trail_stays_whole_and_says_who_asked(world: World, tmp_path: Path) -> None:
    made(world, tmp_path / "a.xlsx", actor="person:3")
    made(world, tmp_path / "b.xlsx")
    assert [actor for actor, _, _ in trail(world)] == ["system", "person:3"]
    with world.reading() as session, reading(world.vault.engine) as keys:
        _, broken = audit.verify(session, keys, world.vault.audit_secret)
    assert broken is None


def test_what_a_handler_may_not_know_of_is_not_in_their_workbook(sqlite_world: World, tmp_path: Path) -> None:
    world = sqlite_world
    with world.unit() as session:
        keep(session, world.organisation.id, some_reports(50, FIRST, LAST, 1))
        keep(session, world.organisation.id, some_reports(20, FIRST, LAST, 2), audience="deputy")
    viewer = Viewer(world.organisation.id, ("",), ("handlers",))
    made(world, tmp_path / "own.xlsx", viewer=viewer, actor="person:1")
    made(world, tmp_path / "all.xlsx")
    received = [
        next(row[2] for row in sheet(tmp_path / name, "Toelichting") if row[0] == "Meldingen ontvangen")
        for name in ("own.xlsx", "all.xlsx")
    ]
    assert received == [50, 70]


def test_an_organisation_is_found_by_its_short_name_or_its_name(sqlite_world: World, tmp_path: Path) -> None:
    world = sqlite_world
    world.add_organisation("duindorp", "Gemeente Duindorp")
    for number, name in enumerate(["duindorp", "Gemeente Duindorp", " gemeente DUINDORP "]):
        made(world, tmp_path / f"{number}.xlsx", organisation=name)
        assert sheet(tmp_path / f"{number}.xlsx", "Toelichting")[1][0] == "Gemeente Duindorp"
    assert refused(world, tmp_path / "x.xlsx", organisation="heidedorp") == "mistakes.organisation_unclear"
    assert refused(world, tmp_path / "x.xlsx", organisation=None) == "mistakes.organisation_which"
    world.add_organisation("duindorp-2", "Gemeente Duindorp")
    wanted = "gemeente duindorp"
    assert refused(world, tmp_path / "x.xlsx", organisation=wanted) == "mistakes.organisation_unclear"


@pytest.mark.parametrize(
    ("first", "last", "key"),
    [
        (date(2026, 7, 1), date(2026, 6, 30), "period_backwards"),
        (date(2026, 6, 30), date(2026, 1, 1), "period_backwards"),
        (date(2026, 1, 2), date(2026, 6, 30), "period_not_whole"),
        (date(2026, 1, 1), date(2026, 6, 29), "period_not_whole"),
        (date(2028, 2, 1), date(2028, 2, 28), "period_not_whole"),
        (date(2026, 1, 1), date(2026, 1, 1), "period_not_whole"),
    ],
)
def test_a_period_that_is_not_whole_months_is_refused(first: date, last: date, key: str) -> None:
    with pytest.raises(Mistake) as mistake:
        check_period(first, last)
    assert mistake.value.key == f"mistakes.{key}"


def test_whole_months_are_a_period_to_the_end_of_the_calendar() -> None:
    check_period(date(2028, 2, 1), date(2028, 2, 29))
    check_period(date(1, 1, 1), date(9999, 12, 31))


def test_a_file_that_exists_is_replaced_only_with_force(sqlite_world: World, tmp_path: Path) -> None:
    out = tmp_path / "account.xlsx"
    out.write_text("keep me")
    assert refused(sqlite_world, out) == "mistakes.out_exists"
    assert (out.read_text(), trail(sqlite_world)) == ("keep me", [])
    made(sqlite_world, out, force=True)
    assert sheet(out, "Toelichting")[1][0] == sqlite_world.organisation.name


def test_a_path_that_cannot_be_written_is_said_in_a_sentence(sqlite_world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    for out in (tmp_path / "nowhere" / "a.xlsx", tmp_path / "file" / "a.xlsx", tmp_path / ("a" * 300)):
        assert refused(sqlite_world, out) == "mistakes.out_unwritable"
    assert refused(sqlite_world, tmp_path / "folder", force=True) == "mistakes.out_unwritable"


def test_a_full_disk_leaves_nothing_behind_and_the_old_file_as_it_was(
    sqlite_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def runs_out_of_room(_book: object, path: Path, _made: object) -> None:
        path.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(excel, "write", runs_out_of_room)
    folder = tmp_path / "out"
    folder.mkdir()
    out = folder / "account.xlsx"
    out.write_text("keep me")
    assert refused(sqlite_world, out, force=True) == "mistakes.disk_full"
    assert [path.name for path in folder.iterdir()] == ["account.xlsx"]
    assert (out.read_text(), trail(sqlite_world)) == ("keep me", [])


def test_somebody_who_writes_meanwhile_does_not_wait_for_the_workbook(
    sqlite_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the workbook is written, no transaction is open."""
    real = excel.write

    def writes_while_somebody_else_does(book: Any, path: Path, made: Any) -> None:
        with sqlite_world.unit() as session:
            keep(session, sqlite_world.organisation.id, some_reports(1, FIRST, LAST, 1))
        real(book, path, made)

    monkeypatch.setattr(excel, "write", writes_while_somebody_else_does)
    made(sqlite_world, tmp_path / "a.xlsx")
    assert (tmp_path / "a.xlsx").exists()
