"""How far somebody is in a module: kept sealed in their row, only while they are in it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from bot.foundation.context import Context
from bot.learning.content import Module
from bot.lessons import content
from bot.lessons.content import Answers, Step
from bot.lessons.player import is_right
from storage import learning, sealing
from storage.learning import LearningRow, Member

R = TypeVar("R", LearningRow, Member)


@dataclass(frozen=True)
class Progress:
    """The step reached, and what was chosen so far, by question; or all of it, with too few right answers.

    `test`: only the questions are gone through, by somebody who knows it already. `attempt`: how often it was
    begun anew; the answers of a question stand in another order each time."""

    at: str
    answers: Answers = field(default_factory=dict)
    failed: bool = False
    test: bool = False
    attempt: int = 0

    def answered(self, question: str, chosen: tuple[str, ...]) -> "Progress":
        return replace(self, answers={**self.answers, question: chosen})


def read(ctx: Context, row: LearningRow, module: Module) -> Progress:
    """How far somebody is; from the start when they never began or their step is not there any more."""
    first = Progress(module.steps[0].name)
    if row.progress is None:
        return first
    try:
        at, answers, *flags = sealing.unseal(_key(ctx, row), row.progress, "learning", row.id)
    except sealing.CannotOpen:  # a lost progress costs a few minutes, a lost module costs more
        return first
    kept = {name: tuple(chosen) for name, chosen in answers.items() if _fits(module.step(name), chosen)}
    reached = Progress(at, kept, *flags)
    return reached if at in {step.name for step in path(module, reached)} else first


def keep(ctx: Context, row: LearningRow, progress: Progress) -> None:
    """Keeps how far somebody is; the first time is the day on which they began."""
    value: list[Any] = [progress.at, {name: list(chosen) for name, chosen in progress.answers.items()}]
    value += [progress.failed, progress.test, progress.attempt]
    sealed = sealing.seal(_key(ctx, row), value, "learning", row.id)
    begun = {} if row.begun_on else {"begun_on": ctx.today}
    learning.change(ctx.session, row.id, progress=sealed, **begun)


def standing(rows: Sequence[R]) -> list[R]:
    """Without what was not finished of an edition that a later one took the place of."""
    last: dict[str | None, str] = {}
    for row in rows:
        last[row.programme] = max(last.get(row.programme, ""), row.edition or "")
    return [row for row in rows if row.finished_on or (row.edition or "") == last[row.programme]]


def right(module: Module, progress: Progress) -> int:
    """How many questions were answered rightly: every right answer chosen, and no other."""
    return sum(is_right(step, progress.answers.get(step.name, ())) for step in module.questions)


def path(module: Module, progress: Progress) -> tuple[Step, ...]:
    """The steps that somebody goes through; what they chose may decide which."""
    return tuple(module.questions) if progress.test else content.path(module.steps, progress.answers)


def asked(module: Module, progress: Progress) -> int:
    """How many questions come on the road of somebody."""
    return sum(step.kind == "question" for step in path(module, progress))


def order(module: Module, progress: Progress, question: Step) -> tuple[str, ...]:
    """The answers of a question as they stand in this attempt: the same whenever it is looked at."""
    if not progress.attempt:
        return question.answers
    dice = random.Random(f"{module.ref} {question.name} {progress.attempt}")
    return tuple(dice.sample(question.answers, len(question.answers)))


def needed(module: Module, progress: Progress) -> int:
    """How many right answers are enough: who goes through the questions alone must have them all."""
    return len(module.questions) if progress.test else module.pass_mark


def _fits(step: Step | None, chosen: list[str]) -> bool:
    return step is not None and set(chosen) <= set(step.answers)


def _key(ctx: Context, row: LearningRow) -> bytes:
    return ctx.vault.learning_key(row.id)
