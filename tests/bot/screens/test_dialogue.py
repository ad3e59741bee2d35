"""The shape of every dialogue: each path ends, and what is wrong with a shape is found."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from bot.foundation.screen import Value
from bot.reports.dialogue import DIALOGUES, REDIRECTS, REPORT
from bot.screens.dialogue import (
    END,
    Condition,
    Dialogue,
    Jump,
    Question,
    Step,
    UnknownStep,
    mermaid,
    problems,
    reachable,
)
from tests.support.examples import given, st

EVERY = list(DIALOGUES.values())
SWITCHABLE = sorted(q.name for _, q in REPORT.all_questions() if q.switchable)


def answers_that_matter(dialogue: Dialogue) -> Iterator[dict[str, Value]]:
    """Every combination of answers that some condition asks for, and of none at all."""
    conditions = [
        when
        for step in dialogue.steps
        for when in (*(jump.when for jump in step.jumps), *(q.when for q in step.questions))
        if when is not None
    ]
    asked = {condition.question: dialogue.question(condition.question) for condition in conditions}
    choices = [
        ["", *question.options] if isinstance(question.options, tuple) else ["", "x"]
        for question in asked.values()
    ]
    for chosen in product(*choices):
        yield dict(zip(asked, chosen, strict=True))


@pytest.mark.parametrize("dialogue", EVERY, ids=lambda one: one.name)
def test_every_path_of_every_dialogue_ends(dialogue: Dialogue) -> None:
    seen: set[str] = set()
    for answers in answers_that_matter(dialogue):
        step: str = dialogue.first
        walked: list[str] = []
        while step != END:
            assert step not in walked, f"{answers} goes in circles: {walked}"
            walked.append(step)
            step = dialogue.after(step, answers)
        seen |= set(walked)
    assert seen == {step.name for step in dialogue.steps}


@pytest.mark.parametrize("dialogue", EVERY, ids=lambda one: one.name)
def test_every_dialogue_is_sound(dialogue: Dialogue) -> None:
    assert problems(dialogue) == []


@given(st.sets(st.sampled_from(SWITCHABLE)), st.sampled_from(("signal", *REDIRECTS)))
def test_a_report_ends_whatever_an_organisation_switches_off(off: set[str], kind: str) -> None:
    dialogue = REPORT.without(frozenset(off))
    assert problems(dialogue) == []
    path = dialogue.path({"kind": kind}, "receipt")
    assert path[0] == "start" and path[-2:] == ["review", "receipt"]
    asked = {q.name for name in path for q in dialogue.questions(name, {"kind": kind})}
    assert asked == {q.name for _, q in REPORT.all_questions()} - off
    empty = [name for name in path if dialogue.step(name).kind == "ask" and not dialogue.step(name).questions]
    assert empty == [], "a step without any question is passed over"


def test_all_that_can_be_switched_off_leaves_what_a_report_needs() -> None:
    dialogue = REPORT.without(frozenset(SWITCHABLE))
    assert dialogue.path({"kind": "signal"}, "receipt") == [
        "start",
        "identity",
        "theme",
        "story",
        "safety",
        "review",
        "receipt",
    ]


@pytest.mark.parametrize("name", ["story", "kind", "untold", "untold_described", "nonsense"])
def test_what_a_report_needs_cannot_be_switched_off(name: str) -> None:
    with pytest.raises(LookupError, match=name):
        REPORT.without(frozenset({name, "where"}))


def test_only_the_signal_is_asked_about_without_being_sent_elsewhere() -> None:
    assert REPORT.after("start", {"kind": "signal"}) == "identity"
    for kind in REDIRECTS:
        assert REPORT.after("start", {"kind": kind}) == kind
        assert REPORT.step(kind).kind == "redirect"


def test_only_what_was_seen_is_required_of_the_story() -> None:
    required = {q.name for _, q in REPORT.all_questions() if q.required}
    assert required == {"organisation", "kind", "identity", "theme", "story", "kept"}


def ask(name: str, *jumps: Jump, question: str = "", **more: object) -> Step:
    options = ("a", "b")
    asked = Question(question or f"q_{name}", "choice", required=True, options=options)
    return replace(Step(name, (asked,), jumps), **more)  # type: ignore[arg-type]


TO_B = Jump("two", Condition("q_one", ("a",)))


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ((ask("one", Jump("nowhere")),), "d.one: leads to nowhere, which does not exist"),
        ((ask("one", Jump(END)), ask("lost", Jump(END))), "d.lost: no answer leads here"),
        ((ask("one", Jump("two")), ask("two"), ask("two", question="other")), "d: two stands there twice"),
        (
            (ask("one", Jump("two")), ask("two", question="q_one")),
            "d: q_one stands there twice",
        ),
        ((ask("one", TO_B), ask("two")), "d.one: some answers lead nowhere"),
        (
            (ask("one", Jump("two", Condition("q_else", ("a",))), Jump("two")), ask("two")),
            "d.one: asks for q_else, which does not exist",
        ),
        (
            (ask("one", Jump("two", Condition("q_one", ("a", "z"))), Jump("two")), ask("two")),
            "d.one: asks for q_one = z, which does not exist",
        ),
        (
            (Step("one", (Question("q", "text", when=Condition("gone", ("a",))),)),),
            "d.one: asks for gone, which does not exist",
        ),
        ((ask("one", Jump("two")), ask("two", Jump("one"))), "d.one: never ends"),
    ],
)
def test_what_is_wrong_with_a_shape_is_found(steps: tuple[Step, ...], found: str) -> None:
    assert found in problems(Dialogue("d", steps))


def test_jumps_that_together_name_every_option_are_sound() -> None:
    steps = (ask("one", TO_B, Jump(END, Condition("q_one", ("b",)))), ask("two"))
    assert problems(Dialogue("d", steps)) == []


def test_a_hidden_question_is_not_asked_and_a_hidden_step_is_passed_over() -> None:
    hidden = Question("q_two", "text", when=Condition("q_one", ("a",)))
    dialogue = Dialogue(
        "d", (ask("one", Jump("two")), Step("two", (hidden,), (Jump("three"),)), ask("three"))
    )
    assert dialogue.after("one", {"q_one": "a"}) == "two"
    assert dialogue.after("one", {"q_one": "b"}) == "three"
    assert dialogue.questions("two", {"q_one": "b"}) == ()


def test_a_condition_holds_for_one_choice_and_for_several() -> None:
    condition = Condition("q", ("a", "b"))
    assert condition.holds({"q": "a"}) and condition.holds({"q": ("x", "b")})
    assert not condition.holds({"q": "x"}) and not condition.holds({"q": ()}) and not condition.holds({})


def test_a_step_that_is_not_there_is_unknown() -> None:
    with pytest.raises(UnknownStep):
        REPORT.step("nonsense")
    assert reachable(REPORT) == {step.name for step in REPORT.steps}


def test_a_dialogue_can_be_drawn() -> None:
    drawn = mermaid(REPORT, {"start": 'Say "it"'})
    lines = drawn.splitlines()
    assert lines[0] == "flowchart TD"
    assert "    start[\"Say 'it'\"]" in lines
    assert "    start -- signal --> identity" in lines
    assert "    receipt --> finish((●))" in lines
    for step in REPORT.steps:
        assert any(line.startswith(f"    {step.name}[") for line in lines)
        for jump in step.jumps:
            assert any(line.endswith(f" {jump.to}") for line in lines)
