"""What modules and campaigns are made of: pages and questions, with their words in each language. Pure.

What is read here was checked before, by `bot.lessons.check`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Kind = Literal["page", "question", "practice"]
KINDS: tuple[Kind, ...] = ("page", "question", "practice")
END = "end"  # of a lesson, for a step after which nothing comes

Answers = Mapping[str, tuple[str, ...]]  # what was chosen, by question


@dataclass(frozen=True)
class Answer:
    """One answer: what it says, and what is said after choosing it."""

    label: str
    why: str


@dataclass(frozen=True)
class StepWords:
    title: str
    text: str = ""
    question: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """A page, a question or a practice. More than one right answer: choose all of them. `image` is a file
    beside the lesson, `drawing` one of content/drawings. `after`: the step that comes after an
    answer (of a page: after ""), when that is not simply the following one."""

    name: str
    kind: Kind
    image: str = ""
    drawing: str = ""
    right: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    after: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Words:
    """A lesson in one language; `images` are the alternative texts."""

    title: str
    summary: str
    steps: Mapping[str, StepWords]
    images: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """Steps one after another, and their words by language. `folder` has the pictures."""

    name: str
    steps: tuple[Step, ...]
    words: Mapping[str, Words]
    folder: Path

    def step(self, name: str) -> Step | None:
        return next((step for step in self.steps if step.name == name), None)

    @property
    def questions(self) -> list[Step]:
        return [step for step in self.steps if step.kind == "question"]


def steps(rows: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """The steps of a lesson."""
    found = []
    for row in rows:
        kind = next(kind for kind in KINDS if kind in row)
        right, answers = tuple(row.get("right", ())), tuple(row.get("answers", ()))
        image, drawing = row.get("image", ""), row.get("drawing", "")
        jumps = row.get("next", {})
        after = jumps if isinstance(jumps, dict) else {"": jumps}
        found.append(Step(row[kind], kind, image, drawing, right, answers, after))
    return tuple(found)


def path(steps: Sequence[Step], answers: Answers) -> tuple[Step, ...]:
    """The steps of somebody who chose this; after a question that is open still comes the following one."""
    places = {step.name: at for at, step in enumerate(steps)} | {END: len(steps)}
    found, at = [], 0
    while at < len(steps):
        step = steps[at]
        found.append(step)
        chosen = next(iter(answers.get(step.name, ())), "")
        at = places[step.after[chosen]] if chosen in step.after else at + 1
    return tuple(found)


def words(data: Mapping[str, Any]) -> Words:
    """The words of a lesson in one language."""
    return Words(
        data["title"].strip(),
        data["summary"].strip(),
        {name: _step_words(step) for name, step in data["steps"].items()},
        data.get("images") or {},
    )


def _step_words(data: Mapping[str, Any]) -> StepWords:
    answers = {
        n: Answer(one["label"].strip(), one["why"].strip()) for n, one in data.get("answers", {}).items()
    }
    title, text, question = (str(data.get(name, "")).strip() for name in ("title", "text", "question"))
    return StepWords(title, text, question, answers)
