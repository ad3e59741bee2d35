"""A case with branches: what is chosen decides which step comes next. Jumps go forward only: it ends."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.foundation.content_files import Problem, Source
from bot.lessons.content import END, KINDS, Answers, Step, Words, path


def ways(steps: tuple[Step, ...]) -> list[tuple[Step, ...]]:
    """Every road through the steps that answers can lead along, none of them twice."""
    found: dict[tuple[Step, ...], None] = {}
    open_ends: list[Answers] = [{}]
    while open_ends:
        answers = open_ends.pop()
        way = path(steps, answers)
        undecided = next((one for one in way if one.kind == "question" and one.name not in answers), None)
        if undecided is None:
            found[way] = None
        else:
            choices = undecided.answers if undecided.after else undecided.answers[:1]
            open_ends += [{**answers, undecided.name: (choice,)} for choice in choices]
    return list(found)


def problems(source: Source) -> Iterator[Problem]:
    """What is wrong with the branches of a file whose steps are sound otherwise: a jump to nowhere or
    backwards, an answer that is not there, a step that nothing leads to."""
    rows = source.data["steps"]
    names = [next(row[kind] for kind in KINDS if kind in row) for row in rows]
    broken = False
    for at, row in enumerate(rows):
        if "next" not in row:
            continue
        for answer, target in _jumps(row).items():
            wrong = _wrong(row, answer, target, names[at + 1 :])
            broken = broken or bool(wrong)
            if wrong:
                yield source.problem(wrong, "steps", at, "next")
    if broken or not any("next" in row for row in rows):
        return
    reached = {names[0]}
    for at, row in enumerate(rows):
        if names[at] in reached:
            jumps, following = _jumps(row), names[at + 1] if at + 1 < len(names) else END
            reached |= set(jumps.values())
            if set(jumps) != set(row.get("answers", [""])):  # some go on to the following step
                reached.add(following)
        else:
            yield source.problem(f"nothing leads to the step {names[at]}", "steps", at)


def has(source: Source) -> bool:
    """Whether anything in a file decides what comes next."""
    rows = source.data.get("steps")
    return isinstance(rows, list) and any(isinstance(row, dict) and "next" in row for row in rows)


def mermaid(steps: tuple[Step, ...], words: Words) -> str:
    """The steps as a Mermaid flowchart: titles in one language, the names of answers on the arrows."""
    lines = ["flowchart TD"]
    for at, step in enumerate(steps):
        title = words.steps[step.name].title if step.name in words.steps else step.name
        lines.append(f'    {step.name}["{title.replace(chr(34), chr(39))}"]')
        following = steps[at + 1].name if at + 1 < len(steps) else END
        arrows: dict[str, list[str]] = {}
        for answer in step.answers or ("",):
            target = step.after.get(answer, following)
            arrows.setdefault(target, []).append(answer if step.after else "")
        for target, answers in arrows.items():
            said = " / ".join(filter(None, answers))
            to = target if target != END else "finish((●))"
            lines.append(f"    {step.name} {f'-- {said} --> ' if said else '--> '}{to}")
    return "\n".join(lines)


def _jumps(row: Mapping[str, Any]) -> dict[str, str]:
    value = row.get("next", {})
    return dict(value) if isinstance(value, dict) else {"": value}


def _wrong(row: Mapping[str, Any], answer: object, target: object, later: list[str]) -> str:
    """What is wrong with one jump; empty when nothing is."""
    if "question" in row and (not answer or answer not in row["answers"]):
        return f"next of a question names an answer and the step after it; {answer or target} is no answer"
    if "question" in row and len(row["right"]) != 1:
        return "a question with several right answers cannot decide what comes next"
    if "question" not in row and answer:
        return "next of a page is the name of one step"
    return "" if target in (*later, END) else f"next leads to {target}, which is no later step and not {END}"
