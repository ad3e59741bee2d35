"""Nobody finds a right answer by how answers look; and a lesson takes as long as it says."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from bot.foundation.words import LOCALES
from bot.learning import content
from bot.learning.content import Module
from bot.lessons import branches
from bot.lessons.content import Step

READ = 170  # words a minute, of somebody for whom reading is work
THINK = 1 / 3  # minutes over a question; a practice report takes a minute

GOOD = {
    "nl": r"leidinggevende|meld|vertel|collega|samen|bel |overleg|rustig|geef|vraag",
    "en": r"manager|report|tell|colleague|together|call |ring |calmly|give|ask",
}
BAD = {
    "nl": r"zelf|niets|wacht|kijk|spreek|foto|zoek|eerst|alleen",
    "en": r"myself|nothing|wait|look|confront|photo|search|first|alone",
}


class Asked(NamedTuple):
    """A question with one right answer: what each answer says, and which is right."""

    labels: tuple[str, ...]
    right: str


def modules() -> list[Module]:
    return [module for programme in content.of("").values() for module in programme.modules.values()]


def asked(locale: str) -> list[Asked]:
    found = []
    for module in modules():
        for step in module.questions:
            answers = module.words[locale].steps[step.name].answers
            if len(step.right) == 1:
                found.append(
                    Asked(tuple(answers[name].label for name in step.answers), answers[step.right[0]].label)
                )
    return found


def hits(every: list[Asked], rule: Callable[[str], float]) -> float:
    """The share of questions in which the answer that a rule likes best is the right one; ties are shared."""
    found = 0.0
    for one in every:
        most = max(map(rule, one.labels))
        best = [label for label in one.labels if rule(label) == most]
        found += (one.right in best) / len(best)
    return found / len(every)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "rule",
    [
        len,
        lambda label: -len(label),
        lambda label: label.count(","),
        lambda label: -label.count(","),
        lambda label: -len(re.findall(r"[.?!](?=\s)", label)),
        lambda label: len(re.findall(r"[.?!](?=\s)", label)),
    ],
    ids=["longest", "shortest", "most commas", "fewest commas", "fewest sentences", "most sentences"],
)
def test_the_right_answer_does_not_show_by_its_form(rule: Callable[[str], float], locale: str) -> None:
    assert hits(asked(locale), rule) <= 0.5


@pytest.mark.parametrize("locale", LOCALES)
def test_the_right_answer_does_not_show_by_a_rule_of_thumb(locale: str) -> None:
    """“Tell your manager, do not look yourself.”"""

    def rule(label: str) -> int:
        said = label.lower()
        return len(re.findall(GOOD[locale], said)) - len(re.findall(BAD[locale], said))

    assert hits(asked(locale), rule) <= 0.5


@pytest.mark.parametrize("locale", LOCALES)
def test_the_words_of_all_other_questions_do_not_tell_the_answer(locale: str) -> None:
    """Naive Bayes over words, learned from every question but the one that is answered."""
    every = asked(locale)
    found = 0
    for one in every:
        right, wrong = Counter[str](), Counter[str]()
        others = [other for other in every if other is not one]
        for other in others:
            for label in other.labels:
                (right if label == other.right else wrong).update(set(terms(label)))
        rights, wrongs = len(others), sum(len(other.labels) - 1 for other in others)

        def likely(label: str) -> float:
            return sum(
                math.log((right[word] + 1) / (rights + 2))  # noqa: B023 (used at once)
                - math.log((wrong[word] + 1) / (wrongs + 2))  # noqa: B023
                for word in set(terms(label))
            )

        found += max(one.labels, key=likely) == one.right
    assert found / len(every) <= 0.5


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_a_module_takes_as_long_as_it_says(module: Module, locale: str) -> None:
    assert abs(minutes(module, locale) - module.minutes) <= 0.8


def minutes(module: Module, locale: str) -> float:
    """What somebody reads and thinks about on the longest road: pages, questions, and of the reasons the
    right one, half the time after one that was not."""
    return max(along(way, module, locale) for way in branches.ways(module.steps))


def along(way: tuple[Step, ...], module: Module, locale: str) -> float:
    words, thought = 0.0, 0.0
    for step in way:
        thought += {"page": 0, "question": THINK, "practice": 1}[step.kind]
        if said := module.words[locale].steps.get(step.name):
            words += sum(len(text.split()) for text in (said.title, said.text, said.question))
            words += sum(len(answer.label.split()) for answer in said.answers.values())
            reasons = {name: len(answer.why.split()) for name, answer in said.answers.items()}
            wrong = [reasons[name] for name in reasons if name not in step.right]
            words += sum(reasons[name] for name in step.right)
            words += sum(wrong) / len(wrong) / 2 if wrong else 0
    return words / READ + thought


def terms(label: str) -> Iterator[str]:
    yield from re.findall(r"[a-zà-ÿ]+", label.lower())
