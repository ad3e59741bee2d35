"""Every module of Baken's own is sound, and can be walked to its end on every platform in every language."""

import json

import lxml.html
import pytest

from bot.foundation import words
from bot.foundation.screen import Screen, Value
from bot.learning import check, content
from bot.learning.content import Module
from handlers.slack import render as slack
from handlers.teams import render as teams
from handlers.web import render as web
from tests.support import slack_limits
from tests.support.world import World

LARGEST = 28_000  # bytes of a card that Teams shows everywhere
STEPS = 40


def shown_everywhere(screen: Screen, locale: str) -> None:
    """All three platforms can show it, within their limits."""
    assert slack_limits.problems(slack.modal(screen)) == []
    assert len(json.dumps(teams.dialog(screen)).encode()) < LARGEST
    page = lxml.html.fromstring(web.screen(screen, web.Around(locale)))
    assert [heading.text for heading in page.iter("h1")] == [screen.title]


def walked(world: World, module: Module, locale: str, right: bool) -> Screen:
    """The last screen after all steps, with every question answered rightly or wrongly; all were shown."""
    walk = world.walk(locale=locale)
    screen = walk.do("learn", "open", module.ref)
    if right and screen.step == "not-yet":
        screen = walk.press("again")
    if right:
        screen = walk.do("learn", "again", module.ref)
    for _ in range(STEPS):
        shown_everywhere(screen, locale)
        if screen.submit is None:
            return screen
        screen = walk.submit(**filled(module, screen, right))
        assert not screen.refused
    raise AssertionError(f"{module.ref} does not end")


def filled(module: Module, screen: Screen, right: bool) -> dict[str, Value]:
    """What a screen asks for, filled in."""
    step = module.step(screen.step)
    assert step is not None
    if step.kind == "practice" and screen.inputs:
        return {"story": "Een busje.", "identity": "anonymous"}
    if not screen.inputs:
        return {}
    chosen = step.right if right else tuple(name for name in step.answers if name not in step.right)[:1]
    return {"answer": chosen if screen.inputs[0].kind == "choices" else chosen[0]}


def test_nothing_is_wrong_with_our_modules() -> None:
    layers = content.layers_of("")
    assert [str(one) for one in (*check.problems(layers), *check.advice(layers))] == []


def test_the_onboarding_has_what_every_newcomer_and_every_role_needs() -> None:
    onboarding = content.of("")["onboarding"]
    core = [entry.name for entry in onboarding.entries if not entry.groups]
    assert len(core) >= 5 and len(onboarding.entries) - len(core) >= 8
    assert all(entry.day > onboarding.entries[0].day for entry in onboarding.entries if entry.groups)


@pytest.mark.parametrize("locale", words.LOCALES)
def test_every_module_can_be_walked_to_its_end_on_every_platform(locale: str, sqlite_world: World) -> None:
    for programme in content.of("voorbeeldstad").values():
        for module in programme.modules.values():
            wrongly = walked(sqlite_world, module, locale, right=False)
            assert wrongly.step == ("not-yet" if module.pass_mark else "done"), module.ref
            assert walked(sqlite_world, module, locale, right=True).step == "done", module.ref


@pytest.mark.parametrize("locale", words.LOCALES)
def test_answers_do_not_give_themselves_away(locale: str) -> None:
    """The right answer is not nearly always the longest, nor nearly always in the same place."""
    longest, places = [], []
    for module in content.of("")["onboarding"].modules.values():
        for step in module.steps:
            if step.kind == "question" and len(step.right) == 1:
                labels = {
                    name: answer.label
                    for name, answer in module.words[locale].steps[step.name].answers.items()
                }
                longest.append(max(labels, key=lambda name: len(labels[name])) == step.right[0])
                places.append(step.answers.index(step.right[0]))
    assert sum(longest) / len(longest) < 0.6
    assert max(places.count(place) for place in set(places)) / len(places) < 0.6
