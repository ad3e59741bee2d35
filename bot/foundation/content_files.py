"""A file of content (modules, packs, campaigns): read, with the line of every place in it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import yaml

from bot.foundation.words import LOCALES

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]

Place = tuple[str | int, ...]
T = TypeVar("T")


class Problem(NamedTuple):
    """A mistake in a file: where it is, and what is wrong."""

    file: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.text}"


class BadContent(Exception):
    """Content that cannot be used; the message names files, lines and what is wrong."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class Source:
    """A file's data; `lines` says on which line each place in it begins."""

    file: Path
    data: dict[str, Any]
    lines: Mapping[Place, int]
    doubles: tuple[Problem, ...] = ()

    def problem(self, text: str, *place: str | int) -> Problem:
        """A problem at a place, or at the nearest place around it that the file has."""
        while place and place not in self.lines:
            place = place[:-1]
        return Problem(self.file, self.lines.get(place, 1), text)


def load(file: Path) -> dict[str, Any]:
    """The data of a file that was checked before. Raises BadContent, or OSError."""
    return read(file).data


def of_organisations(folder: Path | None, name: str, take: Callable[[Source], T]) -> dict[str, T]:
    """What is said in the files of this name, by the short name of the organisation whose folder it is in;
    "" is for all. Raises BadContent."""
    found = sorted([*folder.glob(name), *folder.glob(f"*/{name}")]) if folder else ()
    return {"" if file.parent == folder else file.parent.name: take(read(file)) for file in found}


def said(folder: Path, locale: str) -> dict[str, Any]:
    """The words of a folder that was checked before, in a locale or else in our first one."""
    return load(folder / f"{locale if locale in LOCALES else LOCALES[0]}.yml")


def read(file: Path) -> Source:
    """Reads a file. Raises BadContent when it is not there, no UTF-8, no YAML, or no mapping."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError:
        raise BadContent([Problem(file, 1, "this file is missing")]) from None
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        raise BadContent([Problem(file, line, "save this file as UTF-8")]) from None
    return parsed(file, text)


def parsed(file: Path, text: str) -> Source:
    """What stands in the text of a file. Raises BadContent when it is no YAML, or no mapping."""
    try:
        loader = SafeLoader(text)
        node = loader.get_single_node()
        data = loader.construct_document(node) if node else {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", "") or "it cannot be read"
        line = mark.line + 1 if mark else 1
        raise BadContent([Problem(file, line, f"this is not valid YAML: {why}")]) from None
    if not isinstance(data, dict):
        raise BadContent([Problem(file, 1, "this file must hold keys with values")])
    lines: dict[Place, int] = {}
    wrong = [Problem(file, line, text) for line, text in _walk(node, (), lines)] if node else []
    return Source(file, data, lines, tuple(wrong))


def _walk(node: yaml.Node, place: Place, lines: dict[Place, int]) -> Iterator[tuple[int, str]]:
    """Notes the line of every place; gives keys that stand there twice or are no words."""
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.tag != "tag:yaml.org,2002:str":
                yield line, f"put the key {key.value} in quotes"
            if (*place, key.value) in lines:
                yield line, f"the key {key.value} stands here twice"
            lines[*place, key.value] = line
            yield from _walk(value, (*place, key.value), lines)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _walk(item, (*place, number), lines)
