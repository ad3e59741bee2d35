"""A dialogue as data: questions, and which answer leads where. Pure; the words are in content/locale."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from bot.foundation.screen import Value, Values

END = "end"


@dataclass(frozen=True)
class Condition:
    """True when the question was answered with one of these."""

    question: str
    one_of: tuple[str, ...]

    def holds(self, answers: Values) -> bool:
        given = answers.get(self.question, "")
        return bool(set((given,) if isinstance(given, str) else given) & set(self.one_of))


@dataclass(frozen=True)
class Question:
    """`options` are values, or the name of a list that is only known when asked (departments, handlers).

    `switchable` questions may be switched off by an organisation. `when` hides the question.
    """

    name: str
    kind: Literal["text", "long_text", "choice", "choices", "confirm"]
    required: bool = False
    max_length: int = 200
    options: tuple[str, ...] | str = ()
    switchable: bool = False
    when: Condition | None = None


@dataclass(frozen=True)
class Jump:
    """The first jump whose condition holds is taken; without a condition it always is."""

    to: str
    when: Condition | None = None


@dataclass(frozen=True)
class Step:
    """`kind`: ask questions, look over all answers, end elsewhere, show the receipt."""

    name: str
    questions: tuple[Question, ...] = ()
    jumps: tuple[Jump, ...] = ()
    kind: Literal["ask", "review", "redirect", "receipt"] = "ask"


class UnknownStep(Exception):
    """There is no such step (any more)."""


@dataclass(frozen=True)
class Dialogue:
    """Steps by name; the first one is where it begins."""

    name: str
    steps: tuple[Step, ...]

    @cached_property
    def _by_name(self) -> dict[str, Step]:
        return {step.name: step for step in self.steps}

    @property
    def first(self) -> str:
        return self.steps[0].name

    def step(self, name: str) -> Step:
        """The step of that name. Raises UnknownStep."""
        try:
            return self._by_name[name]
        except KeyError:
            raise UnknownStep(name) from None

    def after(self, name: str, answers: Values) -> str:
        """The step that follows when these are the answers so far; END when none does."""
        for jump in self.step(name).jumps:
            if jump.when is None or jump.when.holds(answers):
                return (
                    jump.to
                    if jump.to == END or self._asks(jump.to, answers)
                    else self.after(jump.to, answers)
                )
        return END

    def path(self, answers: Values, to: str) -> list[str]:
        """The steps from the first to `to` with these answers; without `to` when it is not on the way."""
        walked, current = [], self.first
        while current not in (END, to) and current not in walked:
            walked.append(current)
            current = self.after(current, answers)
        return [*walked, to] if current == to else walked

    def questions(self, name: str, answers: Values) -> tuple[Question, ...]:
        """The questions of a step that are asked, given what was answered before."""
        return tuple(q for q in self.step(name).questions if q.when is None or q.when.holds(answers))

    def question(self, name: str) -> Question:
        """The question of that name. Raises LookupError."""
        for _, question in self.all_questions():
            if question.name == name:
                return question
        raise LookupError(name)

    def all_questions(self) -> Iterator[tuple[Step, Question]]:
        for step in self.steps:
            for question in step.questions:
                yield step, question

    def without(self, names: frozenset[str]) -> "Dialogue":
        """The dialogue with some switchable questions off. Raises LookupError for one that is not."""
        if not names:
            return self
        switchable = {q.name for _, q in self.all_questions() if q.switchable}
        if wrong := names - switchable:
            raise LookupError(", ".join(sorted(wrong)))
        steps = tuple(
            replace(step, questions=tuple(q for q in step.questions if q.name not in names))
            for step in self.steps
        )
        return replace(self, steps=steps)

    def _asks(self, name: str, answers: Values) -> bool:
        """A step whose questions are all off or hidden is passed over."""
        return self.step(name).kind != "ask" or bool(self.questions(name, answers))


def reachable(dialogue: Dialogue) -> set[str]:
    """Every step that some answer leads to."""
    found, waiting = set(), [dialogue.first]
    while waiting:
        name = waiting.pop()
        if name not in found and name != END:
            found.add(name)
            waiting += [jump.to for jump in dialogue.step(name).jumps]
    return found


def problems(dialogue: Dialogue) -> list[str]:
    """What is wrong with the shape, a sentence each: broken jumps, unreachable steps, doubles, loops."""
    names = [step.name for step in dialogue.steps]
    questions = [question.name for _, question in dialogue.all_questions()]
    doubles = _doubles(names) + _doubles(questions)
    found = [f"{dialogue.name}: {name} stands there twice" for name in doubles]
    broken = [
        f"{dialogue.name}.{step.name}: leads to {jump.to}, which does not exist"
        for step in dialogue.steps
        for jump in step.jumps
        if jump.to != END and jump.to not in names
    ]
    if broken:
        return found + broken
    found += [
        f"{dialogue.name}.{name}: no answer leads here" for name in names if name not in reachable(dialogue)
    ]
    found += [f"{dialogue.name}.{name}: never ends" for name in names if name not in _ending(dialogue)]
    for step in dialogue.steps:
        if step.jumps and step.jumps[-1].when is not None and not _covers(step):
            found.append(f"{dialogue.name}.{step.name}: some answers lead nowhere")
        conditions = [*(jump.when for jump in step.jumps), *(q.when for q in step.questions)]
        found += [
            f"{dialogue.name}.{step.name}: asks for {wrong}, which does not exist"
            for condition in conditions
            if condition
            for wrong in _not_there(dialogue, condition)
        ]
    return found


def mermaid(dialogue: Dialogue, labels: Mapping[str, str]) -> str:
    """The dialogue as a Mermaid flowchart; `labels` names the steps."""
    lines = ["flowchart TD"]
    for step in dialogue.steps:
        label = labels.get(step.name, step.name).replace('"', "'")
        lines.append(f'    {step.name}["{label}"]')
    for step in dialogue.steps:
        for jump in step.jumps or (Jump(END),):
            arrow = f"-- {' / '.join(jump.when.one_of)} -->" if jump.when else "-->"
            lines.append(f"    {step.name} {arrow} {jump.to if jump.to != END else 'finish((●))'}")
    return "\n".join(lines)


def as_tuple(value: Value) -> tuple[str, ...]:
    """A value as several, however many it is."""
    return value if isinstance(value, tuple) else ((value,) if value else ())


def restored(answers: Mapping[str, str | list[str]]) -> dict[str, Value]:
    """Answers as they were, after JSON made lists of several choices."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in answers.items()}


def _covers(step: Step) -> bool:
    """Whether the conditions of a step's jumps name every option of one required question."""
    for question in step.questions:
        if question.required and isinstance(question.options, tuple):
            named = {
                v for j in step.jumps if j.when and j.when.question == question.name for v in j.when.one_of
            }
            if named >= set(question.options):
                return True
    return False


def _not_there(dialogue: Dialogue, condition: Condition) -> list[str]:
    """The question or the options of a condition that are not in the dialogue."""
    for _, question in dialogue.all_questions():
        if question.name == condition.question:
            known = condition.one_of if isinstance(question.options, str) else question.options
            return [f"{question.name} = {value}" for value in condition.one_of if value not in known]
    return [condition.question]


def _ending(dialogue: Dialogue) -> set[str]:
    """Every step from which the end can be reached."""
    found: set[str] = {END}
    while more := {
        step.name
        for step in dialogue.steps
        if step.name not in found and (not step.jumps or found & {jump.to for jump in step.jumps})
    }:
        found |= more
    return found


def _doubles(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})
