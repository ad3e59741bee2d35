"""How words are loaded and looked up: the organisation's own first, and never a file at run time."""

import builtins
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.foundation import words
from bot.foundation.screen import Bullets, Paragraph


@pytest.fixture(autouse=True)
def our_words_again() -> Iterator[None]:
    words.load()
    yield
    words.load()


def write(folder: Path, name: str, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_an_organisations_own_words_win_and_stay_with_that_organisation(tmp_path: Path) -> None:
    ours = words.text("contacts.confidant", "nl")
    write(tmp_path / "duindorp" / "locale" / "nl", "contacts.yml", "confidant: Bel toestel 1234\n")
    words.load(tmp_path)
    assert words.text("contacts.confidant", "nl", "duindorp") == "Bel toestel 1234"
    assert words.text("contacts.confidant", "nl", "heidedorp") == ours
    assert words.text("contacts.confidant", "nl") == ours
    assert words.text("contacts.threat", "nl", "duindorp") == words.text("contacts.threat", "nl")


def test_an_organisations_words_in_one_language_leave_the_other_as_it_was(tmp_path: Path) -> None:
    write(tmp_path / "duindorp" / "locale" / "nl", "contacts.yml", "confidant: Bel toestel 1234\n")
    words.load(tmp_path)
    assert words.text("contacts.confidant", "en", "duindorp") == words.text("contacts.confidant", "en")


def test_words_for_everybody_go_before_ours_and_an_organisations_before_those(tmp_path: Path) -> None:
    write(tmp_path / "locale" / "nl", "contacts.yml", "threat: Voor allen\nnuisance: Voor allen\n")
    write(tmp_path / "duindorp" / "locale" / "nl", "contacts.yml", "threat: Voor Duindorp\n")
    words.load(tmp_path)
    assert words.text("contacts.threat", "nl", "duindorp") == "Voor Duindorp"
    assert words.text("contacts.threat", "nl", "heidedorp") == "Voor allen"
    assert words.text("contacts.nuisance", "nl", "duindorp") == "Voor allen"


@pytest.mark.parametrize(
    ("file", "own", "now"),
    [
        ("workbook.yml", "themes:\n  drugs: Van ons\n", "report.themes.drugs"),
        ("learn.yml", "verdict:\n  half: Van ons\n", "lesson.verdict.half"),
        ("learn.yml", "better_many: Van ons\n", "lesson.better_many"),
        ("learn.yml", "look:\n  fits_not: Van ons\n", "lesson.fits_not"),
        ("campaign.yml", "right: Van ons\n", "lesson.verdict.right"),
    ],
)
def test_own_words_under_a_key_of_before_are_still_said(
    tmp_path: Path, file: str, own: str, now: str
) -> None:
    assert words.has(now, "nl")
    write(tmp_path / "duindorp" / "locale" / "nl", file, own)
    words.load(tmp_path)
    assert words.text(now, "nl", "duindorp") == "Van ons"
    assert words.own_keys(tmp_path) == {now}


def test_loading_again_forgets_the_overrides_of_before(tmp_path: Path) -> None:
    write(tmp_path / "locale" / "nl", "contacts.yml", "threat: Voor allen\n")
    words.load(tmp_path)
    words.load()
    assert words.text("contacts.threat", "nl") != "Voor allen"


def test_a_content_folder_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    before = words.text("menu.title", "nl")
    words.load(tmp_path / "nowhere")
    assert words.text("menu.title", "nl") == before


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("title: Goed\ntext: 'niet dicht\n", "line 3"),
        ("title: Goed\n  text: scheef\n", "line 2"),
        ("- een\n- twee\n", "must hold keys"),
        ("yes: Ja\n", "must be put in quotes"),
        ("questions:\n  no: Nee\n", "must be put in quotes"),
        ("12: Twaalf\n", "must be put in quotes"),
        ("title: 12\n", "must be put in quotes"),
        ("title:\n", "must be put in quotes"),
        ("title: yes\n", "must be put in quotes"),
        ("tries:\n  one: 1\n  many: veel\n", "must be put in quotes"),
    ],
)
def test_broken_words_are_refused_with_the_name_of_the_file(tmp_path: Path, broken: str, says: str) -> None:
    folder = tmp_path / "duindorp" / "locale" / "nl"
    write(folder, "menu.yml", broken)
    with pytest.raises(words.BadWords, match=says) as refused:
        words.load(tmp_path)
    assert str(folder / "menu.yml") in str(refused.value)


def test_words_that_are_not_utf_8_are_refused_with_the_name_of_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "locale" / "nl"
    folder.mkdir(parents=True)
    (folder / "menu.yml").write_bytes("title: coördinator".encode("latin-1"))
    with pytest.raises(words.BadWords, match="save this file as UTF-8") as refused:
        words.load(tmp_path)
    assert "menu.yml" in str(refused.value)


def test_an_empty_words_file_is_no_mistake(tmp_path: Path) -> None:
    write(tmp_path / "duindorp" / "locale" / "nl", "menu.yml", "# nothing yet\n")
    words.load(tmp_path)
    assert words.text("menu.title", "nl", "duindorp") == words.text("menu.title", "nl")


def test_a_missing_key_gives_the_key_and_reads_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise AssertionError("a file was read")

    with monkeypatch.context() as patched:
        patched.setattr(builtins, "open", refuse)
        patched.setattr(Path, "open", refuse)
        for locale in words.LOCALES:
            assert words.text("nothing.like.this", locale, "duindorp") == "nothing.like.this"
            assert not words.has("nothing.like.this", locale, "duindorp")
            assert words.has("menu.title", locale, "duindorp")


def test_a_count_chooses_between_one_and_many() -> None:
    one = words.text("mistakes.too_many_tries", "nl", count=1)
    many = words.text("mistakes.too_many_tries", "nl", count=5)
    assert "1 minuut " in one
    assert "5 minuten" in many


def test_a_placeholder_may_be_called_like_an_argument() -> None:
    assert "Duindorp" in words.text("menu.text", "nl", "duindorp", organisation="Duindorp")


def test_what_was_typed_is_never_taken_for_a_placeholder() -> None:
    said = words.text("report.readers.handlers", "nl", names="100% %{names} %x")
    assert "100% %{names} %x" in said


def test_a_passage_becomes_paragraphs_and_bullets() -> None:
    passage = "Eerste regel\nloopt door.\n\n- een\n- twee\n\n\nSlot - geen punt.\n"
    assert words.prose(passage) == (
        Paragraph("Eerste regel loopt door."),
        Bullets(("een", "twee")),
        Paragraph("Slot - geen punt."),
    )


def test_no_words_make_no_parts() -> None:
    assert words.prose("") == ()


def test_languages_never_mix_in_threads() -> None:
    own = {locale: words.text("report.actions.send", locale) for locale in words.LOCALES}
    asked = list(words.LOCALES) * 2_000

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda locale: words.text("report.actions.send", locale), asked))
    assert answers == [own[locale] for locale in asked]


def test_own_words_under_a_key_of_before_still_count(tmp_path: Path) -> None:
    folder = tmp_path / "dorp" / "locale" / "nl"
    folder.mkdir(parents=True)
    (folder / "workbook.yml").write_text("themes:\n  drugs: Verdovende middelen\n", encoding="utf-8")
    words.load(tmp_path)
    try:
        assert words.text("report.themes.drugs", "nl", "dorp") == "Verdovende middelen"
        assert words.text("report.themes.drugs", "nl") == "Drugs"
        assert words.own_keys(tmp_path) == {"report.themes.drugs"}
    finally:
        words.load()


def test_what_is_made_of_words_is_made_once_and_anew_when_words_are_loaded() -> None:
    made: list[int] = []

    def make() -> int:
        made.append(len(made))
        return made[-1]

    assert [words.kept(("a", "nl"), make), words.kept(("a", "nl"), make)] == [0, 0]
    assert words.kept(("a", "en"), make) == 1
    words.load()
    assert words.kept(("a", "nl"), make) == 2
