"""The table of steps: every step is reached and left, and nothing goes on without a legal ground."""

from itertools import pairwise

import pytest

from bot.reports import handling_screens, steps
from bot.reports.steps import FULL, RESULT, ROADS, SHORT, TABLE
from tests.support import ROOT

# The same roads written down once more by hand, from the model protocol: what each choice leads to.
EXPECTED = {
    FULL: {
        "signal": {"yes": "task", "no": "no_signal"},
        "task": {"ours": "ground", "shared": "ground", "other": "authority"},
        "ground": {"yes": "weight", "no": "no_action"},
        "weight": {"nothing": "no_action", "department": "approach", "riec": "riec", "analysis": "research"},
        "research": {"nothing": "no_action", "department": "approach", "meeting": "approach", "riec": "riec"},
        "approach": {
            **dict.fromkeys(("park", "single", "integral", "check"), "approach"),
            "riec": "riec",
            "authority": "authority",
            "close": "",
        },
    },
    SHORT: {
        "intake": {"yes": "weight", "no": "no_signal", "other": "authority", "no_ground": "no_action"},
        "weight": {"nothing": "no_action", "department": "approach", "riec": "riec"},
        "approach": {
            **dict.fromkeys(("park", "single", "integral", "check"), "approach"),
            "riec": "riec",
            "authority": "authority",
            "close": "",
        },
    },
}


@pytest.mark.parametrize("road", ROADS)
def test_the_table_is_the_protocol(road: str) -> None:
    found = {
        step: {
            choice: rule.outcome if rule.to == RESULT else rule.to
            for choice in steps.choices(step, road)
            for rule in (steps.decide(step, choice, road),)
        }
        for step in ROADS[road][:-1]
    }
    assert found == EXPECTED[road]


@pytest.mark.parametrize("road", ROADS)
def test_every_step_can_be_reached_and_every_step_can_end(road: str) -> None:
    reached, ends = {ROADS[road][0]}, {RESULT}
    for _ in ROADS[road]:
        for rule in TABLE:
            if rule.step in ROADS[road] and rule.to in ROADS[road]:
                reached |= {rule.to} if rule.step in reached else set()
                ends |= {rule.step} if rule.to in ends else set()
    assert reached == ends == set(ROADS[road])


def test_no_choice_stands_there_twice_and_every_outcome_is_one() -> None:
    for road in ROADS:
        for step in ROADS[road]:
            assert len(set(steps.choices(step, road))) == len(steps.choices(step, road))
    assert {rule.outcome for rule in TABLE} <= {"", *handling_screens.OUTCOMES}


@pytest.mark.parametrize("road", ROADS)
def test_what_is_not_in_the_table_is_refused(road: str) -> None:
    every = {(rule.step, rule.choice) for rule in TABLE}
    for step in (*steps.STEPS, RESULT, "", "gone"):
        for choice in {*(rule.choice for rule in TABLE), "", steps.REVISE, "maybe"}:
            if (step, choice) not in every or step not in ROADS[road]:
                with pytest.raises(steps.NotAllowed):
                    steps.decide(step, choice, road)
    with pytest.raises(steps.NotAllowed):
        steps.decide("weight", "analysis", SHORT)  # there is no source research on the short road


@pytest.mark.parametrize("road", ROADS)
def test_what_is_opened_again_is_weighed_anew_and_never_past_a_ground(road: str) -> None:
    for choice, to in ((steps.REOPENED, "weight"), (steps.WITHOUT_GROUND, ROADS[road][0])):
        rule = steps.reopened(RESULT, road, choice == steps.REOPENED)
        assert (rule.step, rule.choice, rule.to, rule.outcome) == (RESULT, choice, to, "")
        assert rule in TABLE and not steps.is_decision(rule)
        assert f"{RESULT} --> {to}: {choice}" in steps.mermaid(road)
    for step in ROADS[road][:-1]:  # closed before it was decided about
        assert {steps.reopened(step, road, ground).to for ground in (True, False)} == {step}


def test_nothing_is_passed_on_or_acted_on_before_a_ground_is_known() -> None:
    for rule in TABLE:
        if rule.step in steps.BEFORE_GROUND:
            assert rule.outcome in ("", "no_signal", "no_action", "authority")
            assert rule.to in (*steps.BEFORE_GROUND, RESULT, "weight")
    assert {rule.choice for rule in TABLE if rule.to == "weight"} == {"yes", steps.REOPENED}
    assert steps.without_ground("signal") == steps.without_ground("intake") == steps.EARLY
    assert set(steps.without_ground("task")) == {*steps.EARLY, "authority"}


def test_who_changes_the_road_finds_every_report_at_a_step_of_the_new_one() -> None:
    every = {*steps.STEPS, RESULT, ""}
    for road, names in ROADS.items():
        assert {steps.place(step, road) for step in every} <= set(names)
        assert [steps.place(step, road) for step in names] == list(names)
    assert steps.place("task", SHORT) == "intake" and steps.place("research", SHORT) == "weight"
    assert steps.place("intake", FULL) == "signal"


@pytest.mark.parametrize("road", ROADS)
def test_back_is_only_to_what_came_before(road: str) -> None:
    assert steps.earlier(ROADS[road][0], road) == ()
    for before, step in pairwise(ROADS[road]):
        assert steps.earlier(step, road)[-1] == before


def test_which_choices_decide_what_is_done() -> None:
    decided = {(rule.step, rule.choice) for rule in TABLE if steps.is_decision(rule)}
    assert ("weight", "department") in decided and ("signal", "no") in decided
    assert not decided & {("weight", "analysis"), ("signal", "yes"), ("task", "ours"), ("ground", "yes")}


@pytest.mark.parametrize("road", ROADS)
def test_the_drawing_has_every_way(road: str) -> None:
    drawn = [line.strip() for line in steps.mermaid(road).split("\n")]
    assert steps.mermaid(road) in (ROOT / "docs" / "handling.md").read_text(encoding="utf-8")
    for step, ways in EXPECTED[road].items():
        for choice in ways:
            assert any(line.startswith(f"{step} --> ") and choice in line for line in drawn)
