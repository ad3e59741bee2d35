"""The audit trail: one chain, of which nothing can be changed, taken out, swapped or cut unseen."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlmodel import Session

from bot import housekeeping
from storage import audit
from storage.audit import Broken
from storage.db import reading, unit
from tests.support.world import World

pytestmark = pytest.mark.both

SUBJECTS = ("a", "b", "c", "d", "e", "f")


def write(world: World, *subjects: str) -> None:
    with world.unit() as session:
        for subject in subjects:
            add(session, world, subject)


def add(session: Session, world: World, subject: str, actor: str = "person:1") -> None:
    audit.append(
        session,
        world.vault.audit_secret,
        "2026-03-10T09:30:00+00:00",
        actor,
        "report.opened",
        world.organisation.id,
        subject,
    )


def verified(world: World) -> tuple[int, Broken | None]:
    with world.reading() as session:
        good, _, broken = housekeeping.verify(session, world.vault, world.clock())
        return good, broken


def tamper(world: World, *statements: str) -> None:
    """What somebody does who can write in the main database and nowhere else."""
    with world.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_an_untouched_trail_is_whole(world: World) -> None:
    assert verified(world) == (0, None)
    write(world, *SUBJECTS)
    assert verified(world) == (6, None)
    housekeeping.anchor(world.engine, world.vault)
    assert verified(world) == (6, None)
    write(world, "g")
    assert verified(world) == (7, None)


@pytest.mark.parametrize(
    "change",
    [
        "subject = 'x'",
        "actor = 'person:2'",
        "action = 'report.theme'",
        "at = '2026-03-10T09:31:00+00:00'",
        "detail = 'x'",
        "organisation_id = NULL",
        "hash = (SELECT hash FROM audit_entry WHERE seq = 5)",
    ],
)
def test_a_changed_entry_is_found(change: str, world: World) -> None:
    write(world, *SUBJECTS)
    tamper(world, f"UPDATE audit_entry SET {change} WHERE seq = 3")
    assert verified(world) == (2, Broken(3, "changed"))


def swap(one: int, other: int) -> tuple[str, ...]:
    steps = ((one, -1), (other, one), (-1, other))
    return tuple(f"UPDATE audit_entry SET seq = {to} WHERE seq = {seq}" for seq, to in steps)


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (("DELETE FROM audit_entry WHERE seq = 1",), Broken(1, "missing")),
        (("DELETE FROM audit_entry WHERE seq = 4",), Broken(4, "missing")),
        (
            (
                "DELETE FROM audit_entry WHERE seq = 4",
                "UPDATE audit_entry SET seq = 4 WHERE seq = 5",
                "UPDATE audit_entry SET seq = 5 WHERE seq = 6",
            ),
            Broken(4, "changed"),
        ),
        (swap(2, 5), Broken(2, "changed")),
        (swap(5, 6), Broken(5, "changed")),
        (("DELETE FROM audit_entry WHERE seq > 4",), Broken(5, "cut")),
        (("DELETE FROM audit_entry",), Broken(1, "cut")),
    ],
)
def test_removed_swapped_and_cut_entries_are_found(
    statements: tuple[str, ...], found: Broken, world: World
) -> None:
    write(world, *SUBJECTS)
    housekeeping.anchor(world.engine, world.vault)
    tamper(world, *statements)
    assert verified(world) == (found.seq - 1, found)


def test_an_entry_made_without_the_secret_is_found(world: World) -> None:
    write(world, "a")
    with world.unit() as session:
        audit.append(session, b"guessed", "2026-03-10", "system", "report.received", None)
    assert verified(world) == (1, Broken(2, "changed"))


def test_a_cut_tail_shows_also_when_the_trail_was_written_on(world: World) -> None:
    write(world, *SUBJECTS)
    housekeeping.anchor(world.engine, world.vault)
    tamper(world, "DELETE FROM audit_entry WHERE seq > 3")
    write(world, "x")
    housekeeping.anchor(world.engine, world.vault)
    assert verified(world) == (4, Broken(5, "cut"))
    write(world, "y", "z", "zz")
    housekeeping.anchor(world.engine, world.vault)
    assert verified(world) == (5, Broken(6, "replaced"))


def test_a_trail_that_grows_while_it_is_verified_is_whole(world: World) -> None:
    write(world, *SUBJECTS)

    def meanwhile() -> None:
        write(world, "g")
        housekeeping.anchor(world.engine, world.vault)

    with reading(world.engine) as session, reading(world.vault.engine) as keys:
        good, broken = audit.verify(_Watched(session, meanwhile), keys, world.vault.audit_secret)  # type: ignore[arg-type]
    assert broken is None and good >= 6


class _Watched:
    """A session during whose first query something happens elsewhere, once what it sees is fixed."""

    def __init__(self, session: Session, meanwhile: Callable[[], None]) -> None:
        self._session, self._meanwhile = session, meanwhile

    def exec(self, statement: object) -> object:
        found = self._session.exec(statement)  # type: ignore[call-overload]
        self._meanwhile, meanwhile = (lambda: None), self._meanwhile
        meanwhile()
        return found

    def expunge_all(self) -> None:
        self._session.expunge_all()


def test_eight_threads_that_append_at_the_same_time_keep_one_chain(world: World) -> None:
    def append(number: int) -> None:
        for position in range(5):
            write(world, f"{number}-{position}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(append, range(8)))
    assert verified(world) == (40, None)
    with world.reading() as session:
        subjects = {entry.subject for entry in audit.entries(session, world.organisation.id, 100)}
    assert subjects == {f"{number}-{position}" for number in range(8) for position in range(5)}


def test_an_entry_of_work_that_failed_leaves_no_gap(world: World) -> None:
    write(world, "a")
    with pytest.raises(ZeroDivisionError), world.unit() as session:
        add(session, world, "b")
        raise ZeroDivisionError
    write(world, "c")
    assert verified(world) == (2, None)


def test_a_long_trail_is_walked_to_its_end(sqlite_world: World) -> None:
    write(sqlite_world, *(str(number) for number in range(1_005)))
    assert verified(sqlite_world) == (1_005, None)


def test_an_organisation_sees_its_own_entries_newest_first(world: World) -> None:
    other = world.add_organisation("elders", "Elders")
    write(world, "a", "b")
    with world.unit() as session:
        audit.append(session, world.vault.audit_secret, "2026-03-10", "system", "x", other.id, "theirs")
        audit.append(session, world.vault.audit_secret, "2026-03-10", "system", "x", None, "nobody's")
    write(world, "c")
    with world.reading() as session:
        seen = audit.entries(session, world.organisation.id, 10)
        assert [entry.subject for entry in seen] == ["c", "nobody's", "b", "a"]
        assert [entry.subject for entry in audit.entries(session, world.organisation.id, 1, skip=2)] == ["b"]


def test_the_anchor_is_the_same_whoever_notes_it(world: World) -> None:
    write(world, *SUBJECTS)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: housekeeping.anchor(world.engine, world.vault), range(8)))
    assert verified(world) == (6, None)


@pytest.mark.parametrize("written_on", [False, True])
def test_an_older_backup_that_was_put_back_is_accepted(written_on: bool, world: World) -> None:
    write(world, *SUBJECTS)
    housekeeping.anchor(world.engine, world.vault)
    tamper(world, "DELETE FROM audit_entry WHERE seq > 3")
    if written_on:
        write(world, "x", "y", "z", "w")
    assert verified(world)[1] is not None
    housekeeping.accept(world.engine, world.vault, world.clock())
    good = 8 if written_on else 4
    assert verified(world) == (good, None)
    with unit(world.vault.engine) as keys, world.unit() as session:
        assert audit.is_anchored(session, keys)
        (told,) = audit.entries(session, world.organisation.id, 1)
        assert (told.action, told.detail) == ("trail.accepted", f"{good - 1} of 6")
    housekeeping.anchor(world.engine, world.vault)
    tamper(world, f"DELETE FROM audit_entry WHERE seq = {good}")
    assert verified(world) == (good - 1, Broken(good, "cut"))


def test_another_main_database_does_not_belong_to_these_keys(world: World) -> None:
    write(world, *SUBJECTS)
    housekeeping.anchor(world.engine, world.vault)
    with unit(world.vault.engine) as keys, world.unit() as session:
        assert audit.is_anchored(session, keys)
    tamper(world, "DELETE FROM audit_entry")
    with unit(world.vault.engine) as keys, world.unit() as session:
        assert not audit.is_anchored(session, keys)
