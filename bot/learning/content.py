"""Programmes of modules as data: content/modules, and what an organisation adds or replaces.

`<BAKEN_CONTENT>/modules/…` counts for every organisation, `<BAKEN_CONTENT>/<slug>/modules/…` for one. Both
look like content/modules: a `programme.yml` there replaces ours, a module's folder adds one or replaces ours.
What is read here was checked before, by `bot.learning.check`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from bot.foundation import content_files
from bot.foundation.words import CONTENT, LOCALES
from bot.lessons.content import Lesson, steps, words

FOLDER = "modules"
WORDS = tuple(f"{locale}.yml" for locale in LOCALES)
FIRST = 2027  # the year in which turns begin at 1
DUE = 10  # working days after which an unfinished module is late, when nothing else is said

_own: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Module(Lesson):
    """`pass_mark`: how many questions must be answered rightly; none: every end is a pass. `test_out`: who
    knows it already may answer the questions alone, and must have them all right."""

    programme: str
    version: int
    minutes: int
    pass_mark: int
    test_out: bool

    @property
    def ref(self) -> str:
        """How screens and deliveries name it: programme/module."""
        return f"{self.programme}/{self.name}"


@dataclass(frozen=True)
class Entry:
    """A module's place in a programme: on which working day (1 is the first), for whom (nobody: all), and in
    a yearly one whose turn it is in which year (0: every year)."""

    name: str
    day: int
    groups: tuple[str, ...] = ()
    turn: int = 0


@dataclass(frozen=True)
class Programme:
    """`starts`: month and day (03-01) or a whole date, when it is not the start date of newcomers.

    `remind` are working days after a module was sent; nothing is brought after `until`; `due`: late after.
    `settled`: days that somebody must be here before it becomes theirs.
    `groups` are the names of its target groups, in each language."""

    name: str
    version: int
    audience: Literal["newcomers", "everybody"]
    entries: tuple[Entry, ...]
    remind: tuple[int, ...]
    until: int
    due: int
    yearly: bool
    starts: str
    settled: int
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    groups: Mapping[str, Mapping[str, str]]
    modules: Mapping[str, Module]

    def has_turn(self, entry: Entry, edition: str) -> bool:
        """Whether a module comes in this edition: those with a turn come one after another, by the year."""
        turns = max(one.turn for one in self.entries)
        return not entry.turn or entry.turn == (int(edition) - FIRST) % turns + 1


def load(own: Path | None) -> None:
    """From now on an organisation's own content is in this folder. Raises BadContent when that is wrong.

    Ours is read when it is first needed; tests check it."""
    global _own
    from bot.learning import check

    _own = own
    of.cache_clear()
    for layers in every_layer(own):
        if len(layers) > 1 and (problems := check.problems(layers)):
            raise content_files.BadContent(problems)


def every_layer(own: Path | None) -> list[tuple[Path, ...]]:
    """The folders of modules for who has nothing of their own, and for each organisation that has."""
    slugs = sorted(one.parent.name for one in own.glob(f"*/{FOLDER}")) if own else []
    return [_layers(own, slug) for slug in ("", *slugs)]


def layers_of(organisation: str) -> tuple[Path, ...]:
    """The folders of modules that count for an organisation, ours first; a later one goes before."""
    return _layers(_own, organisation)


def _layers(own: Path | None, organisation: str) -> tuple[Path, ...]:
    folders = [CONTENT / FOLDER]
    if own:
        folders += [own / FOLDER, *([own / organisation / FOLDER] if organisation else [])]
    return tuple(folder for folder in folders if folder.is_dir())


@cache
def of(organisation: str) -> Mapping[str, Programme]:
    """The programmes of an organisation (its short name), by name. Raises BadContent."""
    layers = layers_of(organisation)
    return {name: _programme(layers, name) for name in names(layers)}


def find(organisation: str, ref: str) -> Module | None:
    """The module that a screen or delivery names (programme/module), if there is one still."""
    programme, _, module = ref.partition("/")
    found = of(organisation).get(programme)
    return found.modules.get(module) if found else None


def names(layers: Sequence[Path]) -> list[str]:
    """The programmes in some folders."""
    return sorted({file.parent.name for layer in layers for file in layer.glob("*/programme.yml")})


def place(layers: Sequence[Path], *path: str) -> Path:
    """Where a file or folder is: in the last folder that has it, or else where it ought to be."""
    found = [layer.joinpath(*path) for layer in layers if layer.joinpath(*path).exists()]
    return found[-1] if found else layers[0].joinpath(*path)


def _programme(layers: Sequence[Path], name: str) -> Programme:
    folder = place(layers, name, "programme.yml").parent
    data = content_files.load(folder / "programme.yml")
    said = {locale: content_files.load(place(layers, name, f"{locale}.yml")) for locale in LOCALES}
    reminders = data.get("reminders") or {}
    after = tuple(reminders.get("after", ()))
    entries = tuple(
        Entry(one["name"], one["day"], tuple(one.get("groups", ())), one.get("turn", 0))
        for one in data["modules"]
    )
    return Programme(
        name,
        data["version"],
        data["audience"],
        entries,
        after,
        reminders.get("until", after[-1] if after else 0),
        data.get("due", after[-1] if after else DUE),
        data.get("recurrence", "none") == "yearly",
        str(data.get("starts", "")),
        data.get("settled", 0),
        {locale: one["title"] for locale, one in said.items()},
        {locale: one["summary"] for locale, one in said.items()},
        {locale: one.get("groups", {}) for locale, one in said.items()},
        {entry.name: _module(layers, name, entry.name) for entry in entries},
    )


def _module(layers: Sequence[Path], programme: str, name: str) -> Module:
    folder = place(layers, programme, name, "module.yml").parent
    data = content_files.load(folder / "module.yml")
    said = {locale: words(content_files.load(folder / f"{locale}.yml")) for locale in LOCALES}
    return Module(
        programme=programme,
        name=name,
        version=data["version"],
        minutes=data["minutes"],
        pass_mark=data.get("pass_mark", 0),
        test_out=data.get("test_out", False),
        steps=steps(data["steps"]),
        words=said,
        folder=folder,
    )
