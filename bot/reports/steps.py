"""The steps of a report, what may be decided in each, and where that leads: one table. Pure.

The steps are those of the model protocol of the Centrum voor Criminaliteitspreventie en Veiligheid (CCV):
intake with weighings 1, 2A and 2B, weight with weighing 3, source research, approach. On the short road the
intake is one step and there is no source research; a legal ground is asked for on both.
"""

from typing import NamedTuple

FULL, SHORT = "full", "short"
RESULT = "result"  # what is left to do is to tell the reporter
ROADS = {
    FULL: ("signal", "task", "ground", "weight", "research", "approach", RESULT),
    SHORT: ("intake", "weight", "approach", RESULT),
}
EARLY = ("no_signal", "no_action")  # outcomes for which no legal ground is needed: nothing is done
REVISE = "revise"  # the decision to go back to an earlier step
REOPENED, WITHOUT_GROUND = (
    "reopened",
    "reopened_without_ground",
)  # what is decided with opening a report again


class Rule(NamedTuple):
    """What a choice in a step leads to; `outcome` is the one to close with, where the choice says it."""

    step: str
    choice: str
    to: str
    outcome: str = ""


TABLE = (
    Rule("signal", "yes", "task"),
    Rule("signal", "no", RESULT, "no_signal"),
    Rule("task", "ours", "ground"),
    Rule("task", "shared", "ground"),
    Rule("task", "other", RESULT, "authority"),
    Rule("ground", "yes", "weight"),
    Rule("ground", "no", RESULT, "no_action"),
    Rule("intake", "yes", "weight"),
    Rule("intake", "no", RESULT, "no_signal"),
    Rule("intake", "other", RESULT, "authority"),
    Rule("intake", "no_ground", RESULT, "no_action"),
    Rule("weight", "nothing", RESULT, "no_action"),
    Rule("weight", "department", "approach"),
    Rule("weight", "riec", RESULT, "riec"),
    Rule("weight", "analysis", "research"),
    Rule("research", "nothing", RESULT, "no_action"),
    Rule("research", "department", "approach"),
    Rule("research", "meeting", "approach"),
    Rule("research", "riec", RESULT, "riec"),
    Rule("approach", "park", "approach"),
    Rule("approach", "single", "approach"),
    Rule("approach", "integral", "approach"),
    Rule("approach", "check", "approach"),
    Rule("approach", "riec", RESULT, "riec"),
    Rule("approach", "authority", RESULT, "authority"),
    Rule("approach", "close", RESULT),
    Rule(RESULT, REOPENED, "weight"),
    Rule(RESULT, WITHOUT_GROUND, "signal"),
    Rule(RESULT, WITHOUT_GROUND, "intake"),
)
STEPS = tuple(dict.fromkeys(rule.step for rule in TABLE))
BEFORE_GROUND = ("signal", "task", "ground", "intake")
DECIDED = ("weight", "research", "approach")  # steps in which it is decided what is done with a report


class NotAllowed(Exception):
    """The step does not know this choice on this road."""


def place(step: str, road: str) -> str:
    """The step of a report on a road: the same, or the one that takes its place when the road was another
    when it came there; without a step the first one."""
    every = ROADS[road]
    if step in every:
        return step
    if road == SHORT:
        return "weight" if step == "research" else every[0]
    return every[0]


def standing(step: str, road: str) -> tuple[str, ...]:
    """What is kept with the reports that stand at a step of a road: `place` read the other way."""
    return tuple(kept for kept in ("", *STEPS) if place(kept, road) == step)


def choices(step: str, road: str) -> tuple[str, ...]:
    """What can be chosen in a step."""
    return tuple(rule.choice for rule in TABLE if rule.step == step and rule.to in ROADS[road])


def decide(step: str, choice: str, road: str) -> Rule:
    """Where a choice leads. Raises NotAllowed."""
    for rule in TABLE:
        if (rule.step, rule.choice) == (step, choice) and step in ROADS[road] and rule.to in ROADS[road]:
            return rule
    raise NotAllowed(f"{step}: {choice}")


def reopened(step: str, road: str, has_ground: bool) -> Rule:
    """Where a closed report stands when it is opened again: it is weighed anew, from the beginning where no
    legal ground was found. One that was closed before it was decided about stands where it stood."""
    if step != RESULT:
        return Rule(step, REOPENED, step)
    return decide(step, REOPENED if has_ground else WITHOUT_GROUND, road)


def earlier(step: str, road: str) -> tuple[str, ...]:
    """The steps to which a new decision can lead back."""
    every = ROADS[road]
    return every[: every.index(step)]


def is_decision(rule: Rule) -> bool:
    """Whether it decides what is done with a report, and not only that it is looked at further."""
    return rule.to == RESULT or (rule.step in DECIDED and rule.to != "research")


def without_ground(step: str) -> tuple[str, ...]:
    """The outcomes with which a report can be closed in a step before a legal ground is known."""
    return EARLY if step in ("signal", "intake") else (*EARLY, "authority")


def mermaid(road: str) -> str:
    """The road as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {ROADS[road][0]}"]
    for step in ROADS[road]:
        ways: dict[str, list[str]] = {}
        for choice in choices(step, road):
            rule = decide(step, choice, road)
            ways.setdefault(rule.to, []).append(f"{choice} ({rule.outcome})" if rule.outcome else choice)
        lines += [f"    {step} --> {to}: {', '.join(names)}" for to, names in ways.items()]
    return "\n".join([*lines, f"    {RESULT} --> [*]: the reporter is told"])
