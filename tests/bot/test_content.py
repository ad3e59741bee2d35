"""The words themselves: complete, all in use, short enough for a screen, and plain enough to read."""

import re
from collections.abc import Iterator
from statistics import mean
from typing import NamedTuple

import pytest

from bot.foundation import words
from bot.foundation.contacts import NUMBERS
from bot.foundation.screen import (
    Action,
    Answer,
    Bullets,
    Code,
    Fact,
    Facts,
    Heading,
    Note,
    Paragraph,
    Photo,
    Rich,
    Row,
    Said,
    Screen,
)
from bot.reports.dialogue import DIALOGUES, THEMES
from bot.routes import WINDOW_CLOSED
from tests.bot import asked_for, walk
from tests.support import ROOT

WALKED = {"account", "activities", "casework", "contacts", "follow", "kept", "learn", "menu"}
WALKED |= {"mistakes", "months", "notices", "report", "stories", "threads", "trail"}
PAGES = ("web", "workbook")  # whose titles need not fit a dialog
SENTENCE_ENDS = re.compile(r"(?<=[.?!])\s+|\n+")
ABBREVIATION = re.compile(r"\bM\.")
A_KEY = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")
TITLE, BUTTON, OPTION, CLOSE = 24, 30, 75, 24  # characters; CLOSE is also for the button that submits


class Walked(NamedTuple):
    """What all languages together asked for, and every screen they showed."""

    asked: set[str]
    screens: list[Screen]
    again: list[tuple[Screen, Screen]]


@pytest.fixture(scope="module")
def walked() -> Walked:
    walks = [walk.walked(locale) for locale in words.LOCALES]
    return Walked(
        set().union(*(one.asked for one in walks)),
        [screen for one in walks for screen in one.screens],
        [pair for one in walks for pair in one.again],
    )


def texts(locale: str) -> Iterator[tuple[str, str]]:
    """Every key with its words; a plural gives both of its forms."""
    for key, value in words.keys(locale).items():
        for text in value.values() if isinstance(value, dict) else (value,):
            yield key, text


def sentences(locale: str) -> list[str]:
    """Every sentence of the running text."""
    found = []
    for _, text in texts(locale):
        if re.search(r"[.?]", text):
            found += SENTENCE_ENDS.split(ABBREVIATION.sub("M", text))
    return found


def sentences_of_page(name: str) -> list[str]:
    """Every sentence of a page of the docs, without headings, tables and marks."""
    lines = (ROOT / "docs" / name).read_text(encoding="utf-8").splitlines()
    text = " ".join(line or "\n" for line in lines if not line.startswith(("#", "|")))
    text = re.sub(r"\]\([^)]*\)|[*`\[]|^- |(?<= )- |(?<![\d-])\d[.] ", "", ABBREVIATION.sub("M", text))
    return [sentence for sentence in SENTENCE_ENDS.split(text) if length(sentence)]


def length(sentence: str) -> int:
    return len(re.findall(r"[\w%{}][\w%{}'’.-]*", sentence))


def seen(screen: Screen) -> Iterator[str]:
    """Everything a person can read on a screen."""
    yield from (screen.title, screen.error, *screen.trail)
    for part in screen.body:
        match part:
            case Paragraph() | Heading() | Note():
                yield part.text
            case Bullets():
                yield from part.items
            case Rich():
                yield from part.lines
            case Facts():
                yield from (word for fact in part.rows for word in (fact.label, fact.value))
            case Fact() | Code():
                yield part.label
            case Answer():
                yield from (part.label, part.text)
            case Said():
                yield from (part.who, part.when)
            case Row():
                yield from (part.title, part.detail)
            case Photo():
                yield part.alt
    for field in screen.inputs:
        yield from (field.label, field.hint, field.error)
        yield from (word for option in field.options for word in (option.label, option.hint))
    yield from (action.label for action in (*buttons(screen), screen.submit, screen.close) if action)


def buttons(screen: Screen) -> Iterator[Action]:
    """Every button, also those beside an answer or a line of a list."""
    beside = (getattr(part, "edit", None) or getattr(part, "open", None) for part in screen.body)
    yield from (*screen.actions, *(action for action in beside if action))


def test_every_way_to_close_a_window_is_known_as_one(walked: Walked) -> None:
    ways = {(shown.close.dialogue, shown.close.name) for shown in walked.screens if shown.close}
    assert {way for way in ways if way[1] != "cancel"} == WINDOW_CLOSED


def test_a_screen_that_is_shown_once_more_is_the_same_one(walked: Walked) -> None:
    assert len({(shown.dialogue, shown.step) for shown, _ in walked.again}) > 20
    for shown, once_more in walked.again:
        if (shown.dialogue, shown.step) == ("menu", "menu"):  # a message, which a page shows as "home"
            continue
        assert (once_more.dialogue, once_more.step, once_more.of) == (shown.dialogue, shown.step, shown.of)


def test_both_languages_have_the_same_keys() -> None:
    assert set(words.keys("nl")) == set(words.keys("en"))


def test_the_walk_comes_past_every_step_of_every_dialogue(walked: Walked) -> None:
    steps = {(screen.dialogue, screen.step) for screen in walked.screens}
    assert {(d.name, step.name) for d in DIALOGUES.values() for step in d.steps} <= steps


def test_no_screen_shows_a_key_instead_of_words(walked: Walked) -> None:
    assert {said for screen in walked.screens for said in seen(screen) if A_KEY.fullmatch(said)} == set()


def test_no_screen_shows_a_placeholder_that_was_not_filled_in(walked: Walked) -> None:
    assert {said for screen in walked.screens for said in seen(screen) if "%{" in said} == set()


@pytest.mark.parametrize("locale", words.LOCALES)
def test_every_key_that_the_code_names_has_words(locale: str) -> None:
    known = words.keys(locale)
    assert [(source, key) for source, key in asked_for.written_in_full() if key not in known] == []


@pytest.mark.parametrize("locale", words.LOCALES)
def test_every_step_question_and_option_has_words(locale: str) -> None:
    known = words.keys(locale)
    needed = {f"report.examples.{theme}" for theme in THEMES}
    for dialogue in DIALOGUES.values():
        needed |= {
            f"{dialogue.name}.steps.{step.name}.{word}"
            for step in dialogue.steps
            for word in ("title", "text")
        }
        for _, question in dialogue.all_questions():
            key = f"{dialogue.name}.questions.{question.name}"
            needed.add(f"{key}.label")
            if isinstance(question.options, tuple):
                needed |= {f"{key}.options.{option}" for option in question.options}
    assert needed - set(known) == set()


def test_no_words_are_left_that_nobody_asks_for(walked: Walked) -> None:
    asked = walked.asked | {key for _, key in asked_for.written_in_full()}
    named = re.compile("|".join(sorted(asked_for.patterns())))
    unused = [
        key
        for key in words.keys("nl")
        if key not in asked and (key.partition(".")[0] in WALKED or not named.fullmatch(key))
    ]
    assert unused == []


def test_both_languages_fill_in_the_same_things() -> None:
    def filled(locale: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for key, text in texts(locale):
            found.setdefault(key, set()).update(re.findall(r"%\{(\w+)\}", text))
        return found

    assert filled("nl") == filled("en")


@pytest.mark.parametrize("locale", words.LOCALES)
def test_titles_options_and_hints_fit_on_every_platform(locale: str) -> None:
    def too_long(key: str, text: str) -> bool:
        if key.endswith("title"):
            return len(text) > TITLE and not key.startswith(PAGES)
        return len(text) > OPTION and (".options." in key or ".hints." in key or key.endswith(".hint"))

    assert [(key, text) for key, text in texts(locale) if too_long(key, text)] == []


def test_titles_and_buttons_fit_when_they_are_filled_in(walked: Walked) -> None:
    for screen in walked.screens:
        # A module has titles of its own; Slack shows what does not fit above the text.
        assert len(screen.title) <= (90 if screen.dialogue == "learn" else TITLE), screen.title
        assert [a.label for a in buttons(screen) if len(a.label) > BUTTON] == []
        assert [a.label for a in (screen.submit, screen.close) if a and len(a.label) > CLOSE] == []


@pytest.mark.parametrize("locale", words.LOCALES)
def test_sentences_are_short(locale: str) -> None:
    lengths = [length(sentence) for sentence in sentences(locale)]
    assert len(lengths) > 200
    assert [sentence for sentence in sentences(locale) if length(sentence) > 20] == []
    assert mean(lengths) <= 12


@pytest.mark.parametrize("page", ["medewerker.md", "employee.md"])
def test_the_page_for_employees_has_short_sentences_too(page: str) -> None:
    found = sentences_of_page(page)
    assert len(found) > 40
    assert [sentence for sentence in found if length(sentence) > 20] == []
    assert mean(length(sentence) for sentence in found) <= 12


@pytest.mark.parametrize(
    ("locale", "unwanted"),
    [
        ("nl", r"!|\b(u|uw|hij|hem|betreffende|dient|middels|teneinde)\b"),
        ("en", r"!|\b(he|she|him|his|her)\b"),
    ],
)
def test_words_are_calm_and_leave_nobody_out(locale: str, unwanted: str) -> None:
    found = [(key, text) for key, text in texts(locale) if re.search(unwanted, text, re.IGNORECASE)]
    assert found == []


@pytest.mark.parametrize("locale", words.LOCALES)
def test_every_phone_parse_id_the_words_is_one_of_ours(locale: str) -> None:
    number = re.compile(r"\b(?:0\d{3}-\d+|0\d\d-[\d ]+\d|1\d\d)\b(?![.]\d)")
    numbers = {found for _, text in texts(locale) for found in number.findall(text)}
    assert numbers <= set(NUMBERS.values())


def test_the_numbers_stand_on_the_first_screen_before_anything_is_typed(walked: Walked) -> None:
    for screen in walked.screens:
        if (screen.dialogue, screen.step) == ("report", "start"):
            assert isinstance(facts := screen.body[0], Facts)
            assert [fact.value for fact in facts.rows] == ["112", "0900-8844", "0800-7000"]


@pytest.mark.parametrize(("locale", "report"), [("nl", "meld"), ("en", "report")])
def test_what_a_reporter_gets_in_chat_does_not_say_that_there_is_a_report(locale: str, report: str) -> None:
    said = [text for key, text in texts(locale) if key.startswith("notices.waiting.")]
    assert len(said) == 3
    assert [text for text in said if report in text.lower()] == []


@pytest.mark.parametrize("locale", words.LOCALES)
def test_words_are_filled_in_the_same_way_everywhere(locale: str) -> None:
    """A % that is no placeholder is safe, but "%{" must be closed around one word."""
    wrong = [key for key, text in texts(locale) if text.count("%{") != len(re.findall(r"%\{\w+\}", text))]
    assert wrong == []
