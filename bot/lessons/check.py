"""The shape of steps and of their words, checked: for modules, and for campaigns, which have steps too."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeGuard

from bot.foundation import drawings
from bot.foundation.content_files import BadContent, Problem, Source, read
from bot.lessons.content import KINDS, Kind

Found = Iterator[Problem]
TITLE, TEXT, SUMMARY, LABEL, WHY, QUESTION, ALT = 70, 1200, 200, 140, 400, 200, 300
ANSWERS = (2, 5)
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
WORDS = {"title", "summary", "steps", "images", "glossary"}
PRACTICES = ("report",)


def is_number(value: object) -> TypeGuard[int]:
    """Whether this is a whole number from 1."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def is_days(value: object) -> TypeGuard[int]:
    """Whether this is a number of working days of at most a year."""
    return is_number(value) and value <= 250


def keys(
    source: Source,
    data: Mapping[str, Any],
    known: Collection[str],
    needed: Collection[str],
    *place: str | int,
) -> Found:
    """Unknown keys, missing keys, and what stands there twice."""
    if not place:
        yield from source.doubles
    for key in data:
        if key not in known:
            names = ", ".join(sorted(known))
            yield source.problem(f"{key} is not known here; known are: {names}", *place, key)
    for key in sorted(set(needed) - set(data)):
        yield source.problem(f"{key} is missing", *place)


def number(source: Source, key: str, least: int) -> Found:
    value = source.data.get(key)
    if key in source.data and (not is_number(value) or value < least):
        yield source.problem(f"{key} must be a whole number from {least}", key)


def text(source: Source, most: int, *place: str | int, empty: bool = False) -> Found:
    """A text that is there, is text, and is not too long."""
    value: Any = source.data
    for one in place:
        value = value.get(one) if isinstance(value, Mapping) else None
    name = place[-1]
    if value is None:
        if not empty:
            yield source.problem(f"{name} is missing", *place)
    elif not isinstance(value, str):
        yield source.problem(f"put {name} in quotes: it must be text", *place)
    elif not value.strip():
        if not empty:
            yield source.problem(f"{name} is empty", *place)
    elif len(value.strip()) > most:
        yield source.problem(f"{name} has {len(value.strip())} characters; at most {most} fit", *place)


def questions(source: Source) -> list[str]:
    """The names of the questions among the steps."""
    rows = source.data.get("steps")
    found = [row.get("question") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return [name for name in found if isinstance(name, str)]


def tried(found: Found) -> list[Problem]:
    """What a check finds, or why it could not look."""
    try:
        return list(found)
    except BadContent as error:
        return error.problems


def steps(source: Source, known: Sequence[Kind] = KINDS, branching: bool = False) -> Found:
    """The list `steps` of a file: pages, questions with right answers, practices, as far as `known` here.
    `branching`: a step may say what comes next."""
    rows = source.data.get("steps")
    if not isinstance(rows, list) or not rows:
        yield source.problem("steps must be a list with at least one step", "steps")
        return
    seen: set[str] = set()
    for at, row in enumerate(rows):
        kinds = [kind for kind in known if isinstance(row, dict) and kind in row]
        if len(kinds) != 1:
            yield source.problem(f"a step must be one of {', '.join(known)}", "steps", at)
            continue
        name = row[kinds[0]]
        if not isinstance(name, str) or not NAME.fullmatch(name):
            yield source.problem("name a step with small letters, digits and - (at most 40)", "steps", at)
            continue
        if name in seen:
            yield source.problem(f"the step {name} stands here twice", "steps", at)
        seen.add(name)
        yield from _step(source, row, kinds[0], at, {"next"} if branching else set())


def _step(source: Source, row: Mapping[str, Any], kind: str, at: int, more: Collection[str]) -> Found:
    shown = {"image", "drawing"}
    needed = {kind} if kind != "question" else {kind, "right", "answers"}
    yield from keys(source, row, {*needed, *shown, *more}, needed, "steps", at)
    if "drawing" in row and row["drawing"] not in drawings.names():
        there = ", ".join(drawings.names())
        yield source.problem(
            f"there is no drawing {row['drawing']}; there are: {there}", "steps", at, "drawing"
        )
    if shown <= set(row):
        yield source.problem("show an image or a drawing, not both", "steps", at)
    name, image = row[kind], row.get("image")
    if kind == "practice" and name not in PRACTICES:
        yield source.problem(f"there is no practice {name}; there is: {', '.join(PRACTICES)}", "steps", at)
    if image is not None:
        file = source.file.parent / str(image)
        if Path(str(image)).name != image or file.suffix not in (".svg", ".png"):
            yield source.problem("image must be an .svg or .png beside this file", "steps", at, "image")
        elif not file.is_file():
            yield source.problem(f"the image {image} is missing", "steps", at, "image")
    if kind != "question":
        return
    answers, right = row.get("answers", []), row.get("right", [])
    if not _names(answers) or not ANSWERS[0] <= len(set(answers)) == len(answers) <= ANSWERS[1]:
        few, many = ANSWERS
        yield source.problem(f"{name} must have {few} to {many} different answers", "steps", at, "answers")
    elif not _names(right) or not right:
        yield source.problem(f"{name} has no right answer", "steps", at)
    elif wrong := [one for one in right if one not in answers]:
        yield source.problem(f"the right answer {wrong[0]} of {name} is not among its answers", "steps", at)


def _names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and NAME.fullmatch(one) for one in value)


def words(shape: Source, file: Path, more: Collection[str] = ()) -> Found:
    """The words of a shape in one language: exactly those that it needs, not too long. `more` are keys that
    the file must have besides. Raises BadContent."""
    source = read(file)
    yield from keys(source, source.data, WORDS | set(more), {"title", "summary", "steps", *more})
    yield from text(source, TITLE, "title")
    yield from text(source, SUMMARY, "summary")
    said, images = source.data.get("steps"), source.data.get("images", {})
    if not isinstance(said, dict):
        yield source.problem("steps must hold the words of each step", "steps")
        return
    rows = {row[kind]: (kind, row) for row in shape.data["steps"] for kind in KINDS if kind in row}
    needed = [name for name, (kind, _) in rows.items() if kind != "practice"]  # it has words of its own
    yield from keys(source, said, rows, needed, "steps")
    for name, (kind, row) in rows.items():
        if name in said and not isinstance(said[name], dict):
            yield source.problem("a step must have a title and a text", "steps", name)
        elif name in said:
            yield from _step_words(source, name, kind, row)
    used = {row["image"] for _, row in rows.values() if "image" in row}
    if not isinstance(images, dict):
        yield source.problem("images must hold an alternative text for each image", "images")
        return
    for image in sorted(used - set(images)):
        yield source.problem(f"the image {image} has no alternative text", "images")
    for image in images:
        if image not in used:
            yield source.problem(f"no step shows the image {image}", "images", image)
        yield from text(source, ALT, "images", image)


def _step_words(source: Source, name: str, kind: str, row: Mapping[str, Any]) -> Found:
    place = ("steps", name)
    known = {"title", "text"} if kind != "question" else {"title", "text", "question", "answers"}
    yield from keys(source, source.data["steps"][name], known, (), *place)
    yield from text(source, TITLE, *place, "title")
    yield from text(source, TEXT, *place, "text", empty=kind == "question")
    if kind != "question":
        return
    yield from text(source, QUESTION, *place, "question")
    answers = source.data["steps"][name].get("answers")
    if not isinstance(answers, dict):
        yield source.problem(f"the answers of {name} are missing", *place)
        return
    yield from keys(source, answers, row["answers"], row["answers"], *place, "answers")
    for answer in answers:
        yield from keys(
            source,
            answers[answer] if isinstance(answers[answer], dict) else {},
            {"label", "why"},
            (),
            *place,
            "answers",
            answer,
        )
        yield from text(source, LABEL, *place, "answers", answer, "label")
        yield from text(source, WHY, *place, "answers", answer, "why")
