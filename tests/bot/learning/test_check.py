"""Every mistake in a module or programme is named, with file and line."""

import shutil
from pathlib import Path

import pytest

from bot.foundation.content_files import BadContent
from bot.learning import check, content
from tests.bot.learning import SAMPLE

pytestmark = pytest.mark.usefixtures("real")
HERE = "modules/onboarding"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "own")
    return tmp_path / "own"


def problems(folder: Path) -> list[str]:
    """What is wrong in a folder of an organisation's own, without the folder's own path."""
    (layers,) = content.every_layer(folder)
    return [str(one).replace(f"{folder}/", "") for one in check.problems(layers)]


def change(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / HERE / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_sample_is_good(folder: Path) -> None:
    assert problems(folder) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("first/module.yml", "steps:", "steps: [", "line 5: this is not valid YAML"),
        ("first/nl.yml", "  opening:\n", "  opening: {\n", "line 6: this is not valid YAML"),
        ("first/module.yml", "right: [ask], ", "", "line 6: parcel has no right answer"),
        ("first/module.yml", "right: [ask]", "right: []", "line 6: parcel has no right answer"),
        ("first/module.yml", "right: [ask]", "right: [asked]", "line 6: the right answer asked"),
        ("first/module.yml", "answers: [take, ask, leave]", "answers: [ask]", "line 6: parcel must have"),
        ("first/module.yml", "version: 1", "version: één", "line 1: version must be a whole number"),
        ("first/module.yml", "minutes", "minuten", "line 2: minuten is not known here"),
        ("first/module.yml", "pass_mark: 2", "pass_mark: 3", "line 3: pass_mark must be a number up to 2"),
        ("first/module.yml", "page: remember", "page: opening", "line 8: the step opening stands here twice"),
        ("first/module.yml", "page: remember", "pagina: remember", "line 8: a step must be one of"),
        ("first/nl.yml", "question: Wat doe je?", "vraag: Wat doe je?", "line 16: vraag is not known here"),
        ("first/nl.yml", "why: Dat mag iedereen.", "why: ''", "line 30: why is empty"),
        ("first/nl.yml", ", why: Dat mag iedereen.", "", "line 30: why is missing"),
        ("first/nl.yml", "title: Welkom", f"title: {'x' * 71}", "line 5: title has 71"),
        ("first/nl.yml", "title: Welkom", "title: 2027", "line 5: put title in quotes"),
        ("first/nl.yml", "title: Welkom", "title: Hé\n    title: Hoi", "line 6: the key title stands"),
        ("first/nl.yml", "  remember:", "  onthoud:", "line 31: onthoud is not known here"),
        ("first/nl.yml", "  remember:", "  no:", "line 31: put the key no in quotes"),
        ("second/module.yml", "desk.svg", "kade.svg", "line 4: the image kade.svg is missing"),
        ("second/module.yml", "desk.svg", "../desk.svg", "line 4: image must be an .svg or .png"),
        ("second/module.yml", "practice: report", "practice: dance", "line 6: there is no practice dance"),
        ("second/nl.yml", "images: {desk.svg: Een blauwe balie}", "", "line 1: the image desk.svg has"),
        ("second/nl.yml", "Een blauwe balie", "''", "line 12: desk.svg is empty"),
        ("programme.yml", "name: second, day: 3", "name: second, day: 0", "line 5: day must be a number"),
        ("programme.yml", "name: first, day: 1", "name: first, day: 9", "line 5: day 3 comes after day 9"),
        ("programme.yml", "name: second", "name: first", "line 5: first comes a second time"),
        ("programme.yml", "after: [2, 4]", "after: [4, 2]", "line 7: after must be working days that go up"),
        ("programme.yml", "until: 10", "until: 3", "line 7: until must be"),
        ("programme.yml", "newcomers", "iedereen", "line 2: audience must be"),
        ("programme.yml", "newcomers", "everybody", "line 1: starts must be"),
        ("programme.yml", "version: 1", "version: 1\nrecurrence: yearly", "line 2: yearly is only for"),
        ("programme.yml", "version: 1", "version: 1\nsettled: 90", "line 2: settled is only for"),
        ("programme.yml", "day: 3", "day: 3, turn: 1", "line 3: turn is only for a yearly"),
        ("first/module.yml", "test_out: true", "test_out: yes please", "line 9: test_out must be true"),
        ("nl.yml", "groups: {balie: Balie}", "", "line 1: the name of the target group balie is missing"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(folder: Path, name: str, old: str, new: str, said: str) -> None:
    change(folder, name, old, new)
    assert any(one.startswith(f"{HERE}/{name}, {said}") for one in problems(folder)), problems(folder)


def test_a_module_without_questions_is_refused(folder: Path) -> None:
    change(folder, "desk/module.yml", "question: queue, right: [next], answers: [next, wait]", "page: queue")
    assert f"{HERE}/desk/module.yml, line 3: a module must ask at least one question" in problems(folder)


def test_a_missing_language_and_a_missing_module_are_named(folder: Path) -> None:
    (folder / HERE / "first" / "en.yml").unlink()
    shutil.rmtree(folder / HERE / "desk")
    assert problems(folder) == [
        f"{HERE}/first/en.yml, line 1: this file is missing",
        f"{content.layers_of('')[0]}/onboarding/desk/module.yml, line 1: this file is missing",
    ]


def test_a_file_that_is_no_text_is_named(folder: Path) -> None:
    (folder / HERE / "first" / "nl.yml").write_bytes(b"title: goed\nsummary: \xff\n")
    assert f"{HERE}/first/nl.yml, line 2: save this file as UTF-8" in problems(folder)


def test_baken_does_not_start_with_a_broken_module(folder: Path) -> None:
    change(folder, "first/module.yml", "steps:", "steps: [")
    with pytest.raises(BadContent, match=r"first/module\.yml, line 5"):
        content.load(folder)


def test_an_organisation_replaces_a_module_and_keeps_the_rest(folder: Path) -> None:
    own = folder / "voorbeeldstad" / HERE / "first"
    shutil.copytree(folder / HERE / "first", own)
    (own / "nl.yml").write_text(
        (own / "nl.yml").read_text(encoding="utf-8").replace("De eerste dag", "Welkom in Voorbeeldstad"),
        encoding="utf-8",
    )
    content.load(folder)

    def title(organisation: str) -> str:
        return content.of(organisation)["onboarding"].modules["first"].words["nl"].title

    assert title("voorbeeldstad") == "Welkom in Voorbeeldstad"
    assert title("elders") == "De eerste dag"


def test_advice_is_no_mistake(folder: Path) -> None:
    (layers,) = content.every_layer(folder)
    advice = [one.text for one in check.advice(layers) if one.file.parent.name == "desk"]
    assert advice == ["ask at least 3 questions", "tell at least 2 cases (nl)", "tell at least 2 cases (en)"]
