"""A case with branches: what is chosen decides what comes next, and every road comes to an end."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.foundation.content_files import read
from bot.foundation.words import LOCALES
from bot.learning import content
from bot.learning.content import Module
from bot.lessons import branches
from bot.lessons.content import Step, steps
from handlers.cli.modules import branches as command
from tests.content.test_modules import shown_everywhere
from tests.support.world import World

STEPS = 20
SOUND = """steps:
  - {page: start}
  - {question: q, right: [a], answers: [a, b, c], next: {a: good, b: bad}}
  - {page: middle}
  - {page: bad, next: end}
  - {page: good}
"""


def branching() -> list[Module]:
    modules = [module for programme in content.of("").values() for module in programme.modules.values()]
    return [module for module in modules if any(step.after for step in module.steps)]


def names(way: tuple[Step, ...]) -> list[str]:
    return [step.name for step in way]


def test_there_is_a_case_with_branches_and_its_endings_differ() -> None:
    found = branching()
    assert found
    for module in found:
        endings = {way[-2].name for way in branches.ways(module.steps)}
        assert len(endings) >= 3 and not module.pass_mark and not module.test_out


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("module", branching(), ids=lambda module: module.name)
def test_every_road_is_walked_to_its_end_on_every_platform(
    module: Module, locale: str, sqlite_world: World
) -> None:
    for way in branches.ways(module.steps):
        walk = sqlite_world.walk(locale=locale)
        walk.do("learn", "open", module.ref)
        screen = walk.do("learn", "again", module.ref)
        seen = []
        for _ in range(STEPS):
            shown_everywhere(screen, locale)
            if screen.submit is None:
                break
            if screen.step not in seen:
                seen.append(screen.step)
            screen = walk.submit(**({"answer": leading(way, screen.step)} if screen.inputs else {}))
        assert screen.step == "done" and seen == names(way)


def leading(way: tuple[Step, ...], name: str) -> str:
    """An answer to a question that leads to the step after it on a way."""
    at = names(way).index(name)
    return next(one for one in way[at].answers if way[at].after.get(one) == way[at + 1].name)


def test_who_goes_back_comes_to_the_scene_they_came_from(sqlite_world: World) -> None:
    walk = sqlite_world.walk()
    walk.do("learn", "open", "onboarding/one-favour")
    walk.submit()
    walk.submit(answer="look")
    assert walk.submit().step == "tickets"
    assert walk.press("back").step == "first-ask"
    assert walk.submit().step == "tickets"
    assert sqlite_world.walk().do("learn", "open", "onboarding/one-favour").step == "tickets"  # kept


def test_the_ways_of_a_case_are_all_there_and_none_twice(tmp_path: Path) -> None:
    source = read(written(tmp_path, SOUND))
    found = sorted(names(way) for way in branches.ways(steps(source.data["steps"])))
    assert found == [["start", "q", "bad"], ["start", "q", "good"], ["start", "q", "middle", "bad"]]
    assert list(branches.problems(source)) == [] and branches.has(source)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("a: good", "a: start", "no later step"),
        ("a: good", "a: nowhere", "no later step"),
        ("a: good", "x: good", "is no answer"),
        ("right: [a]", "right: [a, b]", "several right answers"),
        ("b: bad}", "b: bad, c: bad}", "nothing leads to the step middle"),
        ("next: end", "next: {b: good}", "is the name of one step"),
    ],
)
def test_a_branch_that_leads_nowhere_is_named(old: str, new: str, said: str, tmp_path: Path) -> None:
    problems = list(branches.problems(read(written(tmp_path, SOUND.replace(old, new)))))
    assert problems and all(said in str(problem) for problem in problems)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_command_draws_where_each_answer_leads(locale: str) -> None:
    shown = CliRunner().invoke(command, ["onboarding/one-favour", "--locale", locale])
    module = content.find("", "onboarding/one-favour")
    assert module is not None and shown.exit_code == 0
    lines = shown.output.splitlines()
    assert lines[0] == "flowchart TD" and "    threat -- last-time / delete --> stuck" in lines
    assert f'    calm["{module.words[locale].steps["calm"].title}"]' in lines
    assert "    remember --> finish((●))" in lines


def written(folder: Path, text: str) -> Path:
    file = folder / "module.yml"
    file.write_text(text, encoding="utf-8")
    return file
