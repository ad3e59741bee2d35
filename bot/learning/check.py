"""Finds every mistake in the files of programmes and modules, with file, line and what is wrong.

`problems` are what cannot be used or shown; `advice` is what makes a module less good than it could be.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bot.foundation.content_files import BadContent, Problem, Source, read
from bot.foundation.words import LOCALES
from bot.learning.content import names, place
from bot.lessons import branches, check
from bot.lessons.check import NAME, Found, is_days, is_number, tried

PROGRAMME = {"version", "audience", "modules", "reminders", "recurrence", "starts", "due", "settled"}
MODULE = {"version", "minutes", "pass_mark", "test_out", "steps"}
CASES, QUESTIONS, MINUTES = 2, 3, (3, 10)


def problems(layers: Sequence[Path]) -> list[Problem]:
    """What cannot be used in some folders of modules; a later folder goes before an earlier one."""
    found: list[Problem] = []
    for name in names(layers):
        found += tried(_programme(layers, name))
    return found


def advice(layers: Sequence[Path]) -> list[Problem]:
    """What could be better: too few cases or questions, too short or too long, in no programme."""
    found: list[Problem] = []
    for name in names(layers):
        found += tried(_advice(layers, name))
    return found


def _programme(layers: Sequence[Path], name: str) -> Found:
    source = read(place(layers, name, "programme.yml"))
    if not NAME.fullmatch(name):
        yield source.problem(f"name the folder {name} with small letters, digits and - (at most 40)")
    yield from check.keys(source, source.data, PROGRAMME, {"version", "audience", "modules"})
    yield from check.number(source, "version", 1)
    if source.data.get("audience") not in ("newcomers", "everybody"):
        yield source.problem("audience must be newcomers or everybody", "audience")
    if source.data.get("recurrence", "none") not in ("none", "yearly"):
        yield source.problem("recurrence must be none or yearly", "recurrence")
    if source.data.get("recurrence") == "yearly" and source.data.get("audience") == "newcomers":
        yield source.problem("yearly is only for the audience everybody: one is new once", "recurrence")
    if "due" in source.data:
        yield from check.number(source, "due", 1)
    if "settled" in source.data:
        yield from check.number(source, "settled", 1)
        if source.data.get("audience") == "newcomers":
            yield source.problem("settled is only for the audience everybody", "settled")
    yield from _starts(source)
    yield from _reminders(source)
    groups: set[str] = set()
    yield from _entries(source, groups)
    for locale in LOCALES:
        yield from tried(_titles(place(layers, name, f"{locale}.yml"), groups))
    entries = source.data.get("modules")
    for entry in entries if isinstance(entries, list) else ():
        if (
            isinstance(entry, dict)
            and isinstance(module := entry.get("name"), str)
            and NAME.fullmatch(module)
        ):
            yield from _module(place(layers, name, module, "module.yml").parent)


def _starts(source: Source) -> Found:
    starts, yearly = str(source.data.get("starts", "")), source.data.get("recurrence") == "yearly"
    if source.data.get("audience") != "everybody":
        if starts:
            yield source.problem("starts is only for the audience everybody", "starts")
        return
    try:
        date.fromisoformat(f"2024-{starts}" if yearly else starts)
    except ValueError:
        wanted = "a month and a day such as 03-01" if yearly else "a day such as 2027-03-01"
        yield source.problem(f"starts must be {wanted}", "starts")


def _reminders(source: Source) -> Found:
    reminders = source.data.get("reminders", {})
    if not isinstance(reminders, dict):
        yield source.problem("reminders must hold after and until", "reminders")
        return
    yield from check.keys(source, reminders, {"after", "until"}, set(), "reminders")
    after, until = reminders.get("after", []), reminders.get("until", 1000)
    if not isinstance(after, list) or not all(map(is_number, after)) or sorted(set(after)) != after:
        yield source.problem("after must be working days that go up, such as [5, 10]", "reminders", "after")
    elif not is_number(until) or (after and until < after[-1]):
        yield source.problem(
            "until must be a number of working days, not before the last reminder", "reminders"
        )


def _entries(source: Source, groups: set[str]) -> Found:
    entries = source.data.get("modules")
    if not isinstance(entries, list) or not entries:
        yield source.problem("modules must be a list with at least one module", "modules")
        return
    seen: dict[str, int] = {}
    before = 0
    for at, entry in enumerate(entries):
        if not isinstance(entry, dict):
            yield source.problem("a module must have a name and a day", "modules", at)
            continue
        yield from check.keys(
            source, entry, {"name", "day", "groups", "turn"}, {"name", "day"}, "modules", at
        )
        name, day, own = entry.get("name"), entry.get("day"), entry.get("groups", [])
        if not isinstance(name, str) or not NAME.fullmatch(name):
            yield source.problem("name must be small letters, digits and -", "modules", at, "name")
        elif name in seen:
            yield source.problem(f"{name} comes a second time: a programme cannot go round", "modules", at)
        seen[str(name)] = at
        if not is_days(day):
            yield source.problem("day must be a number of working days from 1 to 250", "modules", at, "day")
        elif day < before:
            yield source.problem(f"day {day} comes after day {before}: put the days in order", "modules", at)
        else:
            before = day
        if not isinstance(own, list) or not all(isinstance(one, str) and one == one.lower() for one in own):
            yield source.problem("groups must be target groups in small letters", "modules", at, "groups")
        else:
            groups |= set(own)
    yield from _turns(source, [one.get("turn", 0) for one in entries if isinstance(one, dict)])


def _turns(source: Source, turns: list[Any]) -> Found:
    """Turns count from 1 without a gap, in a yearly programme."""
    used = {one for one in turns if one != 0}
    if used and source.data.get("recurrence") != "yearly":
        yield source.problem("turn is only for a yearly programme", "modules")
    elif not all(map(is_number, used)) or used != set(range(1, len(used) + 1)):
        yield source.problem("turn must count from 1 without a gap: 1, 2, 3", "modules")


def _titles(file: Path, groups: set[str]) -> Found:
    source = read(file)
    yield from check.keys(source, source.data, {"title", "summary", "groups"}, {"title", "summary"})
    yield from check.text(source, 70, "title")
    yield from check.text(source, 200, "summary")
    named = source.data.get("groups", {})
    if not isinstance(named, dict):
        yield source.problem("groups must name each target group", "groups")
    elif missing := groups - set(named):
        yield source.problem(
            f"the name of the target group {', '.join(sorted(missing))} is missing", "groups"
        )


def _module(folder: Path) -> Iterator[Problem]:
    """Shape and words of one module."""
    try:
        source = read(folder / "module.yml")
    except BadContent as error:
        yield from error.problems
        return
    yield from check.keys(source, source.data, MODULE, {"version", "minutes", "steps"})
    yield from check.number(source, "version", 1)
    yield from check.number(source, "minutes", 1)
    steps = list(check.steps(source, branching=True))
    steps += [] if steps else branches.problems(source)
    yield from steps
    if branches.has(source):
        for key in ("pass_mark", "test_out"):  # every road is an end, and nobody is asked every question
            if source.data.get(key):
                yield source.problem(f"a case with branches has no {key}", key)
    questions = check.questions(source)
    if not questions:
        yield source.problem("a module must ask at least one question", "steps")
    mark = source.data.get("pass_mark", 0)
    if not isinstance(mark, int) or isinstance(mark, bool) or not 0 <= mark <= len(questions):
        yield source.problem(f"pass_mark must be a number up to {len(questions)}, the questions", "pass_mark")
    if not isinstance(source.data.get("test_out", False), bool):
        yield source.problem("test_out must be true or false", "test_out")
    if not steps:  # else the words would be measured against a broken shape
        for locale in LOCALES:
            yield from tried(check.words(source, folder / f"{locale}.yml"))


def _advice(layers: Sequence[Path], name: str) -> Found:
    source = read(place(layers, name, "programme.yml"))
    listed = {entry["name"] for entry in source.data["modules"]}
    for layer in layers:
        for file in sorted(layer.glob(f"{name}/*/module.yml")):
            if file.parent.name not in listed:
                yield source.problem(f"{file.parent.name} is not in the programme", "modules")
    for module in sorted(listed):
        folder = place(layers, name, module, "module.yml").parent
        yield from tried(_module_advice(folder))


def _module_advice(folder: Path) -> Found:
    source, minutes = read(folder / "module.yml"), MINUTES
    questions = check.questions(source)
    if len(questions) < QUESTIONS:
        yield source.problem(f"ask at least {QUESTIONS} questions", "steps")
    if not minutes[0] <= source.data["minutes"] <= minutes[1]:
        yield source.problem(f"let a module take {minutes[0]} to {minutes[1]} minutes", "minutes")
    for locale in LOCALES:
        said: Mapping[str, Any] = read(folder / f"{locale}.yml").data.get("steps", {})
        cases = [name for name in questions if said.get(name, {}).get("text")]
        if len(cases) < CASES:
            yield source.problem(f"tell at least {CASES} cases ({locale})", "steps")
