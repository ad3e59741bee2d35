"""Half-years are tried before anything is written, and what is withheld is said."""

from pathlib import Path

import pytest

from bot.account import drafting, safely
from bot.account.attack import apart
from bot.account.disclosure.disclosed import load
from bot.foundation import words
from storage import closings, field_log
from tests.bot.account.test_closing import FIRST, HALF, close, correct, fill, made
from tests.support.world import World


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


@pytest.mark.both
def test_what_was_tried_is_not_tried_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(world, 90)
    safely._answers.clear()
    with world.reading() as session:
        draft = drafting.closing(session, world.vault, world.organisation.id, HALF)
        asked = session, world.organisation.id, HALF, draft.version
        told = safely.prepared(*asked)(draft.told)
    monkeypatch.setattr(apart, "attacker", None)
    with world.reading() as session:
        assert safely.prepared(session, *asked[1:])(draft.told) == told
        with pytest.raises(TypeError):
            safely.prepared(session, *asked[1:])(
                draft.told._replace(account=draft.told.account._replace(received=91))
            )


def test_without_a_solver_a_half_year_is_closed_with_what_holds_in_any_case(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(world, 200)
    safely._answers.clear()
    monkeypatch.setattr(apart, "HARD_END", 0.0)
    close(world)
    with world.reading() as session:
        told = load(closings.newest(session, world.organisation.id, [HALF])[HALF].told)
    assert isinstance(told.account.received, int) and told.account.themes == ()
    assert {"themes", "months", "departments"} <= {*told.withheld}
    for locale, sentence in (("nl", "Dit noemen we niet."), ("en", "We do not tell this.")):
        front = next(iter(made(world, tmp_path / f"{locale}.xlsx", locale=locale).values()))
        row = next(row for row in front if str(row[0]).startswith(sentence))
        assert "Thema" in str(row[1]) or "Theme" in str(row[1])
    safely._answers.clear()


def test_a_correction_names_what_it_tells_less_of(
    sqlite_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(sqlite_world, 200)
    close(sqlite_world)
    with sqlite_world.unit() as session:
        field_log.add(session, sqlite_world.organisation.id, "closures", FIRST, 9)
    safely._answers.clear()
    monkeypatch.setattr(apart, "HARD_END", 0.0)
    assert correct(sqlite_world)
    with sqlite_world.reading() as session:
        told = load(closings.versions(session, sqlite_world.organisation.id, HALF)[-1].told)
    assert {"activities", "themes", "months"} <= {*told.changed} and told.account.themes == ()
    front = next(iter(made(sqlite_world, tmp_path / "a.xlsx").values()))
    row = next(row for row in front if str(row[0]) == f"{HALF}, 2")
    assert "Activiteiten" in str(row[1]) and "Thema" in str(row[1])
    safely._answers.clear()
