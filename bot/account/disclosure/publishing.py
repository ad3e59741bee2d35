"""What is published of a half-year: protect, attack, publish.

What was protected is shown to the attacker, who has every other account too. What they find out is made
coarser and tried again; what cannot be made safe is not told, and the account says so. What can be told of
a year besides is added as far as nothing is found out with it."""

from collections.abc import Callable, Collection, Sequence
from time import monotonic
from typing import NamedTuple

from bot.account.disclosure import coarser, years
from bot.account.disclosure.coarser import Step
from bot.account.disclosure.disclosed import Disclosed, Year

LONGEST = 120.0  # seconds for all tries together
SEARCHED = 60.0  # seconds for the best way to tell less; after that, whatever is found is not told
MOST_STEPS = 12
MOST_TRIES = 16  # of steps, after which the best of them is taken


class Findings(NamedTuple):
    """What an attacker found out: of which lists and tables, and how many columns in all."""

    names: Sequence[str]
    number: int


class TooSlow(Exception):
    """The attacker did not answer in time, or not at all: so nobody knows what they would find."""


Attack = Callable[[Disclosed], Findings]


def publish(protected: Disclosed, attack: Attack, people: Collection[str]) -> Disclosed:
    """What may be told of what was protected. `people` are the tables of people: when it takes too long,
    nothing is told of them, nor how reports are divided."""
    told, until = protected._replace(year=None), monotonic() + SEARCHED
    try:
        found = attack(told)
        for _ in range(MOST_STEPS):
            if not found.number:
                break
            told, found = _one_step(told, found, attack, until)
        if not found.number:
            return _with_year(told, protected.year, attack, until) if protected.year else told
    except TooSlow:
        pass
    return coarser.least(protected._replace(year=None), people)


def _with_year(told: Disclosed, year: Year, attack: Attack, until: float) -> Disclosed:
    """With as much of the year as nothing is found out with: all of it, or one thing after the other, each as
    fine as it can be."""
    try:
        if not attack(told._replace(year=year)).number:
            return told._replace(year=year)
        for ways in years.choices(year):
            more = (told._replace(year=years.together(told.year, way)) for way in ways)
            told = next((one for one in more if monotonic() < until and not attack(one).number), told)
    except TooSlow:
        pass  # what was tried is told
    return told


def _one_step(told: Disclosed, found: Findings, attack: Attack, until: float) -> tuple[Disclosed, Findings]:
    """A step away from what was found out, of one list or table and those that hang together with it: the one
    that costs least of those after which nothing is found of these; else the one that helps most for
    what it costs. Taking one table away often is enough; a smaller step is only tried while it costs less."""
    names = coarser.related(found.names[:1])
    enough: tuple[Step, Findings] | None = None
    best: tuple[float, Step, Findings] | None = None

    def tried(step: Step) -> Findings | None:
        nonlocal best
        left = attack(step.told)
        if left.number < found.number and not names & {*left.names}:
            return left
        gain = (found.number - left.number) / (step.cost + 1)
        if left.number < found.number and (best is None or gain > best[0]):
            best = gain, step, left
        return None

    for step in coarser.gone(told, names):
        if left := tried(step):
            enough = step, left
            break
    for step in coarser.steps(told, names)[:MOST_TRIES]:
        if monotonic() > until or (enough and step.cost >= enough[0].cost):
            break
        if left := tried(step):
            return step.told, left
    if enough:
        return enough[0].told, enough[1]
    if best is None or monotonic() > until:
        less = coarser.without(told, names)
        return less, attack(less)
    return best[1].told, best[2]
