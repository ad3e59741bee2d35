"""What an organisation may change in its own content folder: questions that it does not ask."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.reports import overrides
from bot.reports.overrides import BadOverride
from tests.support.world import World

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Iterator[Write]:
    """Writes an override, and gives the folder of all."""

    def write(text: str, organisation: str = "", name: str = "report.yml", encoding: str = "utf-8") -> Path:
        folder = tmp_path / "own" / organisation / "dialogues"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding=encoding)
        return tmp_path / "own"

    yield write
    overrides.load(None)


@pytest.mark.parametrize(
    "text", ["off: [where, department]", "'off': [where, department]", "off:\n- where\n- department\n"]
)
def test_questions_can_be_switched_off(text: str, write: Write) -> None:
    overrides.load(write(text))
    assert overrides.switched_off("voorbeeldstad", "report") == {"where", "department"}
    assert overrides.switched_off("voorbeeldstad", "another") == frozenset()


def test_an_organisation_switches_off_its_own_beside_those_of_all(write: Write) -> None:
    write("off: [where]")
    overrides.load(write("off: [risk]", "voorbeeldstad"))
    assert overrides.switched_off("voorbeeldstad", "report") == {"where", "risk"}
    assert overrides.switched_off("elders", "report") == {"where"}


@pytest.mark.parametrize("text", ["", "# nothing", "off: []"])
def test_an_empty_override_switches_nothing_off(text: str, write: Write) -> None:
    overrides.load(write(text))
    assert overrides.switched_off("voorbeeldstad", "report") == frozenset()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("off: [story]", "cannot be switched off: story"),
        ("off: [where, colour]", "cannot be switched off: colour"),
        ("off: where", "write `off:` with a list"),
        ("off: [no]", "write `off:` with a list"),
        ("of: [where]", "write `off:` with a list"),
        ("off: [where]\non: [risk]", "write `off:` with a list"),
        ("- where", "write `off:` with a list"),
        ("off: [where", "not valid YAML"),
    ],
)
def test_an_override_that_cannot_be_used_is_refused_by_name(text: str, why: str, write: Write) -> None:
    with pytest.raises(BadOverride) as refused:
        overrides.load(write(text, "voorbeeldstad"))
    assert "report.yml: " in str(refused.value) and why in str(refused.value)


def test_an_override_of_an_unknown_dialogue_is_refused(write: Write) -> None:
    with pytest.raises(BadOverride, match="no dialogue reports"):
        overrides.load(write("off: []", name="reports.yml"))


def test_an_override_that_is_no_text_is_refused(write: Write) -> None:
    with pytest.raises(BadOverride, match="not valid YAML"):
        overrides.load(write("# é", "elders", encoding="utf-16"))


def test_a_question_that_is_off_is_not_asked(sqlite_world: World, write: Write) -> None:
    folder = write("off: [where, when, ongoing, department]", "voorbeeldstad")
    sqlite_world.start(folder)
    walk = sqlite_world.walk()
    walk.reach("story")
    assert walk.submit(story="Een busje.").step == "involved", "a step without questions is passed over"
    safety = walk.reach("safety")
    assert {field.name for field in safety.inputs} == {"untold", "untold_described", "risk"}
    assert safety.progress == (6, 7)
    assert walk.press("back").step == "involved" and walk.press("back").step == "story"
    assert walk.reach("receipt").step == "receipt"
    sqlite_world.start()
