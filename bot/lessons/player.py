"""Somebody goes through a lesson: what they chose, and whether it is right. Nothing is kept here; whoever
plays a lesson (a module, a campaign) keeps what it needs."""

from typing import Literal

from bot.foundation.context import Context
from bot.foundation.screen import Screen, Values
from bot.lessons.content import Step
from bot.screens.dialogue import as_tuple
from bot.screens.forms import check

ANSWER = "answer"  # the field of a question
Verdict = Literal["right", "half", "wrong"]


def chosen(ctx: Context, screen: Screen, values: Values) -> tuple[str, ...] | Screen:
    """The answers that were chosen on the screen of a question; or that screen once more, saying what is
    missing."""
    answers, errors = check(ctx, screen.inputs, values)
    return screen.with_errors(errors, answers) if errors else as_tuple(answers[ANSWER])


def is_right(step: Step, names: tuple[str, ...]) -> bool:
    """Whether every right answer was chosen, and no other."""
    return set(names) == set(step.right)


def verdict(step: Step, names: tuple[str, ...]) -> Verdict:
    """`half`: something of it was right."""
    if is_right(step, names):
        return "right"
    return "half" if set(names) & set(step.right) else "wrong"


def missed(step: Step, names: tuple[str, ...]) -> list[str]:
    """The right answers that were not chosen."""
    return [name for name in step.right if name not in names]
