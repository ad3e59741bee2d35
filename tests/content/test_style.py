"""The words of one hand: one style of quotation marks, one definition, and English that is not Dutch."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.foundation.words import CONTENT, LOCALES
from tests.support import ROOT

OTHER_MARKS = re.compile('["“”„«»]')
DEFINED = {
    "nl": "criminelen misbruiken gewone diensten, bedrijven en mensen",
    "en": "criminals misuse ordinary services, businesses and people",
}
INVERTED = re.compile(
    r"(?<![\w,’])((?:Do|Does|Did|Is|Are|Was|Were|Has|Have|Had|Can|Could|May|Should|Would|Need|Not)\b[^.!?:]*\?)"
    r"\s+(?!(?:And|Or|But|How|Who|What|Which|Why)\b)([A-Z*][^.!?]*[.!])"
)
THEN = re.compile(r"([^.!?:]*\?)\s+Then\b")
SPOKEN = re.compile("‘[^’]*’")
ASKED = (  # real questions, which the sentence behind them does not hang on
    "Did you see or hear something at work that is not right?",
    "Did you report something?",
    "Do you want to remove this activity?",
    "Does it hold a fact that they may use?",
    "Does that make you think of work or sex?",
    "Does the AVG allow that last one?",
    "Is anything planned at the business park next week?",
    "Is this something for you?",
    "Is this your business?",
    "Can you accept an invitation to a match?",
    "Can I tell my team about it without trouble?",
    "Could you see whose desk it is on?",
    "Need help?",
    "Not sure?",
    "Would Nadia do the books on Saturdays?",
    "Would you answer ten questions?",
    "Would you give your name?",
)


def files(locale: str) -> list[Path]:
    """Every file of words in a language."""
    return sorted([*(CONTENT / "locale" / locale).glob("*.yml"), *CONTENT.glob(f"[!l]*/**/{locale}.yml")])


def texts(file: Path) -> Iterator[str]:
    """Every text in a file, without its keys."""

    def within(part: Any) -> Iterator[str]:
        if isinstance(part, dict | list):
            for one in part.values() if isinstance(part, dict) else part:
                yield from within(one)
        elif isinstance(part, str):
            yield part

    return within(yaml.safe_load(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("locale", LOCALES)
def test_there_is_one_style_of_quotation_marks(locale: str) -> None:
    every = [(file, text) for file in files(locale) for text in texts(file)]
    assert sum(text.count("‘") for _, text in every) > 100
    assert [(file.parent.name, text) for file, text in every if OTHER_MARKS.search(text)] == []
    assert [(file.parent.name, text) for file, text in every if text.count("‘") != text.count("’")] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_undermining_crime_is_defined_in_one_way(locale: str) -> None:
    shared = yaml.safe_load((CONTENT / "glossary.yml").read_text(encoding="utf-8"))[locale]
    assert DEFINED[locale] in shared["ondermijning"]
    for file in files(locale):
        own = (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("glossary", {})
        assert own.get("ondermijning", shared["ondermijning"]) == shared["ondermijning"], file
    for place in ("modules/onboarding/why-us/{}.yml", "locale/{}/menu.yml", "locale/{}/web.yml"):
        text = (CONTENT / place.format(locale)).read_text(encoding="utf-8")
        said = text.replace("misbruiken criminelen", "criminelen misbruiken")
        assert DEFINED[locale] in said, place


def wrong_answers(locale: str) -> list[str]:
    """Why each answer that is not right does not fit, in modules and campaigns."""
    found = []
    for shape in (*CONTENT.glob("modules/*/*/module.yml"), *CONTENT.glob("campaigns/*/campaign.yml")):
        steps = yaml.safe_load(shape.read_text(encoding="utf-8"))["steps"]
        said = yaml.safe_load((shape.parent / f"{locale}.yml").read_text(encoding="utf-8"))["steps"]
        for step in (one for one in steps if "question" in one):
            answers = said[step["question"]]["answers"]
            found += [answer["why"] for name, answer in answers.items() if name not in step["right"]]
    return found


@pytest.mark.parametrize(
    ("locale", "turn"),
    [
        ("nl", re.compile(r"(?:^|[.?!] )(?:Maar|Alleen|Toch|Jammer)\b|, maar\b")),
        ("en", re.compile(r"(?:^|[.?!] )(?:But|Only|Still|Yet)\b|, (?:but|though)\b")),
    ],
)
def test_few_explanations_praise_first_and_then_turn(locale: str, turn: re.Pattern[str]) -> None:
    """Over sixty questions, "Well meant. But …" reads as a machine. Begin with what happens next."""
    every = [" ".join(why.split()) for why in wrong_answers(locale)]
    assert len(every) > 100
    turning = [why for why in every if turn.search(" ".join(re.split(r"(?<=[.?!]) ", why)[:3]))]
    assert len(turning) / len(every) < 1 / 4


def inverted(text: str) -> list[str]:
    """Conditions in the form of a question: "Do you close it? Then …" for "If you close it, …"."""
    told = SPOKEN.sub("", " ".join(text.split()))
    found = [match[1] for match in (*INVERTED.finditer(told), *THEN.finditer(told))]
    return [question for question in found if question not in ASKED]


def test_english_says_if_and_does_not_ask() -> None:
    read = [(file, text) for file in files("en") for text in texts(file)]
    pages = [ROOT / "docs" / "employee.md"]
    read += [(page, page.read_text(encoding="utf-8")) for page in pages]
    assert [(file.parent.name, inverted(text)) for file, text in read if inverted(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Do you close that window? Then nobody can read it.",
        "Is there danger now? Call **112**.",
        "Late? Then go.",
    ],
)
def test_a_dutch_condition_is_found(text: str) -> None:
    assert inverted(text)
