"""The key database: a key for each report, and secrets that never change."""

import hashlib
import hmac
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlmodel import col, select, update

from bot.foundation.settings import read
from handlers.desk import open_storage
from storage.db import open_engine, reading, unit
from storage.masters import WrongMaster, new_master, parse_masters
from storage.migrate import move
from storage.tables.keys import ReportKey, Secret
from storage.vault import Destroyed, NotReady, Vault
from tests.support import ROOT
from tests.support.world import World

pytestmark = pytest.mark.both

TODAY = date(2026, 3, 10)


def everything(world: World) -> dict[str, bytes]:
    """Every wrapped value in the key database."""
    with reading(world.vault.engine) as session:
        secrets = {row.name: row.wrapped for row in session.exec(select(Secret))}
        return secrets | {row.report_id: row.wrapped for row in session.exec(select(ReportKey))}


def test_a_report_key_is_there_again_after_a_restart(world: World) -> None:
    key = world.vault.make_report_key("r1", 1, None, TODAY)
    world.start()
    assert world.vault.report_key(1, "r1") == key
    assert key not in everything(world).values()


def test_every_report_has_a_key_of_its_own(world: World) -> None:
    keys = [world.vault.make_report_key(f"r{number}", 1, None, TODAY) for number in range(10)]
    assert len(set(keys)) == 10


def test_many_keys_are_found_in_one_go(world: World) -> None:
    keys = {f"r{number}": world.vault.make_report_key(f"r{number}", 1, None, TODAY) for number in range(40)}
    assert world.vault.report_keys(1, [*keys, "r40", "r'{}"]) == keys
    assert world.vault.report_keys(1, []) == {}


def test_a_report_key_belongs_to_its_organisation(world: World) -> None:
    world.vault.make_report_key("r1", 1, None, TODAY)
    with pytest.raises(Destroyed):
        world.vault.report_key(2, "r1")


def test_a_destroyed_key_is_gone_for_good(world: World) -> None:
    world.vault.make_report_key("r1", 1, "slack:T:U1", TODAY)
    wrapped = everything(world)["r1"]
    world.vault.destroy("r1")
    with pytest.raises(Destroyed):
        world.vault.report_key(1, "r1")
    assert world.vault.reports_of(1, ["slack:T:U1"]) == []
    assert wrapped not in everything(world).values()
    world.vault.destroy("r1")  # the second time there is nothing to do


def test_reports_are_found_by_their_reporter_within_one_organisation(world: World) -> None:
    world.vault.make_report_key("r1", 1, "slack:T:U1", TODAY)
    world.vault.make_report_key("r2", 1, "person:7", TODAY)
    world.vault.make_report_key("r3", 2, "slack:T:U1", TODAY)
    world.vault.make_report_key("r4", 1, None, TODAY)
    assert world.vault.reports_of(1, ["slack:T:U1"]) == ["r1"]
    assert set(world.vault.reports_of(1, ["slack:T:U1", "person:7"])) == {"r1", "r2"}
    assert world.vault.reports_of(1, ["", "slack:T:U", "person:70"]) == []
    assert world.vault.reports_of(1, []) == []


def test_the_key_database_names_no_reporter(world: World) -> None:
    world.vault.make_report_key("r1", 1, "slack:T:U1", TODAY)
    with reading(world.vault.engine) as session:
        found = session.exec(select(ReportKey.reporter)).one()
    assert found is not None and "U1" not in found and len(found) == 64


def test_a_key_without_a_report_is_swept_only_when_it_is_old(world: World) -> None:
    for name, days in (("new", 0), ("yesterday", 1), ("edge", 2), ("old", 3), ("kept", 400)):
        world.vault.make_report_key(name, 1, None, TODAY - timedelta(days=days))
    assert world.vault.sweep(lambda ids: {"kept"} & set(ids), TODAY) == 1
    assert set(world.vault.report_keys(1, ["new", "yesterday", "edge", "old", "kept"])) == {
        "new",
        "yesterday",
        "edge",
        "kept",
    }


def test_thousands_of_orphans_are_swept_at_once(sqlite_world: World) -> None:
    world = sqlite_world
    wrapped, master = world.masters.wrap(bytes(32), "x")
    with unit(world.vault.engine) as session:
        for number in range(1_201):
            session.add(
                ReportKey(
                    report_id=f"r{number}",
                    organisation_id=1,
                    wrapped=wrapped,
                    master=master,
                    made_on=date(2020, 1, 1),
                )
            )
    asked: list[int] = []

    def existing(ids: list[str]) -> set[str]:
        asked.append(len(ids))
        return {"r7"} & set(ids)

    assert world.vault.sweep(existing, TODAY) == 1_200
    assert max(asked) <= 500 and sum(asked) == 1_201


def test_rotation_wraps_everything_anew_and_changes_nothing_else(world: World) -> None:
    key = world.vault.make_report_key("r1", 1, "slack:T:U1", TODAY)
    old = world.vault
    wrapped = everything(world)
    old_master, world.master = world.master, f"{new_master()},{world.master}"
    world.start()
    assert world.vault.rotate() == len(wrapped)
    assert world.vault.rotate() == 0
    assert not set(wrapped.values()) & set(everything(world).values())
    world.master = world.master.split(",")[0]  # the old master key is no longer needed
    world.start()
    now = world.vault
    assert now.report_key(1, "r1") == key
    assert now.receipt_lookup("0123456789ABCDEF") == old.receipt_lookup("0123456789ABCDEF")
    assert now.handler_hash(1, 5) == old.handler_hash(1, 5)
    assert now.draft_key("token") == old.draft_key("token")
    assert now.notice_key == old.notice_key and now.audit_secret == old.audit_secret
    assert now.reports_of(1, ["slack:T:U1"]) == ["r1"]
    with pytest.raises(WrongMaster):
        Vault(world.vault.engine, parse_masters(old_master))


def test_rotation_changes_nothing_when_one_master_key_is_missing(world: World) -> None:
    world.vault.make_report_key("r1", 1, None, TODAY)
    with unit(world.vault.engine) as session:
        session.exec(update(ReportKey).where(col(ReportKey.report_id) == "r1").values(master="lost"))
    before = everything(world)
    world.master = f"{new_master()},{world.master}"
    world.start()
    with pytest.raises(WrongMaster):
        world.vault.rotate()
    assert everything(world) == before


def test_the_vault_opens_with_no_other_master_key(world: World) -> None:
    with pytest.raises(WrongMaster):
        Vault(world.vault.engine, parse_masters(new_master()))


def test_the_vault_does_not_open_without_its_secrets(world: World) -> None:
    with unit(world.vault.engine) as session:
        session.delete(session.get_one(Secret, "pepper"))
    with pytest.raises(NotReady):
        Vault(world.vault.engine, world.masters)


def test_two_deployments_find_the_same_things_in_different_places(tmp_path: Path) -> None:
    one, other = (World(f"sqlite:///{tmp_path}/{n}.db", f"sqlite:///{tmp_path}/{n}k.db") for n in "ab")
    assert one.vault.receipt_lookup("0123456789ABCDEF") != other.vault.receipt_lookup("0123456789ABCDEF")
    assert one.vault.handler_hash(1, 1) != other.vault.handler_hash(1, 1)
    assert one.vault.draft_key("token") != other.vault.draft_key("token")
    one.stop()
    other.stop()


def test_a_receipt_is_looked_up_by_a_hash_that_needs_the_pepper(sqlite_world: World) -> None:
    pepper, said = sqlite_world.vault._secrets["pepper"], b"receipt\x1f0123456789ABCDEF"
    lookup = sqlite_world.vault.receipt_lookup("0123456789ABCDEF")
    assert lookup == "k" + hmac.new(pepper, said, hashlib.sha256).hexdigest()
    assert lookup != sqlite_world.vault.receipt_lookup("0123456789ABCDEG")


def test_a_receipt_from_before_is_looked_up_through_a_slow_hash(sqlite_world: World) -> None:
    """As slow as argon2id is with 19 MiB, wherever a test does not say otherwise."""
    given = {"database_url": sqlite_world.main, "keys_database_url": sqlite_world.keys}
    _, vault = open_storage(read(_env_file=None, baken_master_keys=sqlite_world.master, **given))
    lookup = vault.old_receipt_lookup("0123456789ABCDEF")
    slow = Argon2id(
        salt=vault._secrets["salt"][:16], length=32, iterations=2, lanes=1, memory_cost=19 * 1024
    ).derive(b"0123456789ABCDEF")
    assert lookup == hmac.new(vault._secrets["pepper"], slow, hashlib.sha256).hexdigest()
    assert lookup != vault.old_receipt_lookup("0123456789ABCDEG")
    assert lookup != sqlite_world.vault.old_receipt_lookup("0123456789ABCDEF"), "in a world it is fast"


def test_nothing_that_runs_says_how_slow_the_hash_is() -> None:
    said = [p for room in ("bot", "handlers", "storage") for p in (ROOT / room).rglob("*.py")]
    assert [p.name for p in said if re.search(r"effort|Effort|EFFORT", p.read_text())] == ["vault.py"]


def test_no_bytes_of_a_destroyed_or_rewrapped_key_stay_in_the_files(tmp_path: Path) -> None:
    world = World(f"sqlite:///{tmp_path}/m.db", f"sqlite:///{tmp_path}/k.db")
    world.vault.make_report_key("r1", 1, None, TODAY)
    world.vault.make_report_key("r2", 1, None, TODAY)
    world.vault.make_report_key("orphan", 1, None, TODAY - timedelta(days=9))
    gone = everything(world)

    def in_the_files(wrapped: bytes) -> bool:
        files = list(tmp_path.glob("k.db*"))
        assert files
        return any(wrapped in file.read_bytes() for file in files)

    assert all(in_the_files(wrapped) for wrapped in gone.values())
    world.vault.destroy("r1")
    assert not in_the_files(gone["r1"])
    assert world.vault.sweep(lambda ids: {"r2"} & set(ids), TODAY) == 1
    assert not in_the_files(gone["orphan"])
    world.master = f"{new_master()},{world.master}"
    world.start()
    world.vault.rotate()
    assert [name for name, wrapped in gone.items() if in_the_files(wrapped)] == []
    world.stop()


def test_a_database_that_was_never_migrated_is_not_ready(database_urls: tuple[str, str]) -> None:
    engine = open_engine(database_urls[1])
    move(engine, "keys", "head")
    with pytest.raises(NotReady):
        Vault(engine, parse_masters(new_master()))
    engine.dispose()


def test_a_few_at_a_time_are_all_in_the_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.vault.SOME", 2)
    for number in range(7):
        world.vault.make_report_key(f"r{number}", 1, None, TODAY - timedelta(days=9))
    assert world.vault.sweep(lambda ids: {"r1", "r4", "r6"} & set(ids), TODAY) == 4
    world.master = f"{new_master()},{world.master}"
    world.start()
    assert world.vault.rotate() == len(everything(world))
    world.master = world.master.split(",")[0]
    world.start()
    assert set(world.vault.report_keys(1, [f"r{number}" for number in range(7)])) == {"r1", "r4", "r6"}
