"""Half-years are tried before anything is written, and what is withheld is said."""

from pathlib import Path

import pytest

from bot.account import closing, safely
from bot.account.attack import apart
from bot.account.disclosure.disclosed import load
from bot.foundation import words
from storage import closings
from tests.bot.account.making import keep, some_reports
from tests.bot.account.test_closing import FIRST, HALF, LAST, close, fill, made
from tests.support.world import World


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


def test_what_was_rehearsed_is_not_tried_again_while_others_wait(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(world, 90)
    safely._answers.clear()
    closing.rehearse(world.engine, world.vault, world.organisation, HALF)
    with world.reading() as session:
        assert closings.closed(session, world.organisation.id) == []
    monkeypatch.setattr(apart, "attacker", None)
    assert [one.half for one in close(world)] == [HALF]


def test_another_count_than_was_rehearsed_is_tried(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(world, 90)
    safely._answers.clear()
    closing.rehearse(world.engine, world.vault, world.organisation, HALF)
    with world.unit() as session:
        keep(session, world.organisation.id, some_reports(7, FIRST, LAST, 3))
    monkeypatch.setattr(apart, "attacker", None)
    with pytest.raises(TypeError):
        close(world)


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
