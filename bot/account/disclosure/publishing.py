"""What is published of a half-year: protect, attack, publish.

What was protected is shown to the attacker, who has every other account too. What they find out is made
coarser and tried again; what cannot be made safe is not told, and the account says so."""

from collections.abc import Callable, Collection
from time import monotonic
from typing import NamedTuple

from bot.account.disclosure import coarser
from bot.account.disclosure.coarser import Step
from bot.account.disclosure.disclosed import Disclosed

LONGEST = 120.0  # seconds for all tries together
SEARCHED = 60.0  # seconds for the best way to tell less; after that, whatever is found is not told
MOST_STEPS = 12
MOST_TRIES = 16  # of steps, after which the best of them is taken


class Findings(NamedTuple):
    """What an attacker found out: of which lists and tables, and how many columns in all."""

    names: Collection[str]
    number: int


class TooSlow(Exception):
    """The attacker did not answer in time, or not at all: so nobody knows what they would find."""


Attack = Callable[[Disclosed], Findings]


def publish(protected: Disclosed, attack: Attack, people: Collection[str]) -> Disclosed:
    """What may be told of what was protected. `people` are the tables of people: when it takes too long,
    nothing is told of them, nor how reports are divided."""
    told, until = protected, monotonic() + SEARCHED
    try:
        found = attack(told)
        for _ in range(MOST_STEPS):
            if not found.number:
                return told
            told, found = _one_step(told, found, attack, until)
        if not found.number:
            return told
    except TooSlow:
        pass
    return coarser.least(protected, people)


def _one_step(told: Disclosed, found: Findings, attack: Attack, until: float) -> tuple[Disclosed, Findings]:
    """The step that costs least of those after which nothing is found; else the one that helps most for what
    it costs. Taking one table away often is enough; a smaller step is only tried while it costs less."""
    enough = next((one for one in coarser.gone(told, found.names) if not attack(one.told).number), None)
    best: tuple[float, Step, Findings] | None = None
    for step in coarser.steps(told, found.names)[:MOST_TRIES]:
        if monotonic() > until or (enough and step.cost >= enough.cost):
            break
        left = attack(step.told)
        if not left.number:
            return step.told, left
        gain = (found.number - left.number) / (step.cost + 1)
        if left.number < found.number and (best is None or gain > best[0]):
            best = gain, step, left
    if enough:
        return enough.told, Findings((), 0)
    if best is None or monotonic() > until:
        less = coarser.without(told, found.names)
        return less, attack(less)
    return best[1].told, best[2]
