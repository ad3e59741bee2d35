"""The Dutch of Baken reads easily: short sentences, few rare words. The measure itself is tested too."""

from pathlib import Path

import pytest

from bot.foundation.words import CONTENT
from tests.content.readability import count, main, read

FILES = sorted([*(CONTENT / "locale" / "nl").glob("*.yml"), *CONTENT.glob("[!l]*/**/nl.yml")])


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(CONTENT)))
def test_what_people_read_is_easy_dutch(file: Path) -> None:
    assert read(file).problems() == []


def made(folder: Path, text: str) -> Path:
    file = folder / "nl.yml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_long_sentence_is_named_with_its_page(tmp_path: Path) -> None:
    long = " ".join(["dag"] * 21) + "."
    (mean, longest) = read(made(tmp_path, f"steps: {{een: {{text: {long}}}}}")).problems()
    assert mean.startswith("steps.een: the mean sentence has 21.0 words")
    assert longest == f"steps.een: 21 words (at most 20): {long}"


def test_the_mean_is_of_one_page_and_titles_do_not_lower_it(tmp_path: Path) -> None:
    thirteen = " ".join(["dag"] * 13) + "."
    text = f"steps: {{een: {{title: Dag, text: {thirteen}}}, twee: {{text: Dag. Dag. Dag.}}}}"
    assert read(made(tmp_path, text)).problems() == [
        "steps.een: the mean sentence has 13.0 words (at most 12)"
    ]


def test_rare_words_count_unless_the_text_explains_them(tmp_path: Path) -> None:
    text = "steps: {een: {text: De hennepkwekerij is groot.}}\n"
    assert read(made(tmp_path, text)).problems() == ["25.0% of the words is rare (at most 8%)"]
    assert read(made(tmp_path, text + "glossary: {hennepkwekerij: een plek met planten}")).problems() == []


def test_lists_links_and_abbreviations_are_read_as_a_person_reads_them(tmp_path: Path) -> None:
    text = """steps:
  een:
    text: |
      Let **goed** op:

      - een man zegt niets
      - een vrouw belt om 10.30 uur

      Kijk in art. 5 op [de site](https://voorbeeldstad.nl/lange/weg). En dan?
"""
    (page,) = read(made(tmp_path, text)).pages
    assert page.sentences == ("Let goed op:", "Kijk in art 5 op de site.", "En dan?")
    assert page.pieces == ("een man zegt niets", "een vrouw belt om 10.30 uur")
    assert [count(piece) for piece in page.pieces] == [4, 6]


def test_the_command_prints_what_is_wrong_and_ends_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(made(tmp_path, "steps: {een: {text: De dag is goed.}}"))]) == 0
    assert main([str(made(tmp_path, f"steps: {{een: {{text: {'dag ' * 21}.}}}}"))]) == 1
    assert "WRONG steps.een: 21 words" in capsys.readouterr().out
