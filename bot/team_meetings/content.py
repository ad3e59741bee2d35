"""The packs for team meetings, from content/meetings: a guide, a case for each kind of team, a handout."""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from bot.foundation import content_files
from bot.foundation.words import CONTENT

FOLDER = CONTENT / "meetings"


class Stage(NamedTuple):
    """A part of the meeting, with how many minutes it takes in a short one, and in a long one."""

    title: str
    text: str
    minutes: int
    long: int


class Case(NamedTuple):
    """A case from practice for one kind of team, and what to ask about it."""

    title: str
    text: str
    ask: tuple[str, ...]


class Pack(NamedTuple):
    """A pack in one language."""

    name: str
    title: str
    summary: str
    minutes: int
    guide: tuple[Stage, ...]
    cases: Mapping[str, Case]
    questions: tuple[str, ...]
    handout: Mapping[str, Any]
    log: str
    drawing: str  # one of content/drawings; empty when there is none
    contacts: tuple[
        str, ...
    ]  # who stand on the handout, beside the three numbers: names in bot/foundation/contacts.py


def names() -> tuple[str, ...]:
    """The packs there are, by name."""
    return tuple(sorted(file.parent.name for file in FOLDER.glob("*/pack.yml")))


@cache
def pack(name: str, locale: str) -> Pack:
    """One pack. The name must be one of `names`."""
    shape = content_files.load(FOLDER / name / "pack.yml")
    said = content_files.said(FOLDER / name, locale)
    return Pack(
        name,
        said["title"],
        said["summary"],
        shape["minutes"],
        tuple(
            Stage(**said["guide"][one["step"]], minutes=one["minutes"], long=one["long"])
            for one in shape["guide"]
        ),
        {key: _case(said["variants"][key]) for key in shape["variants"]},
        tuple(said["questions"][key] for key in shape["questions"]),
        said["handout"],
        said["log"]["intro"],
        shape.get("drawing", ""),
        tuple(shape["contacts"]),
    )


def _case(said: Mapping[str, Any]) -> Case:
    return Case(said["title"], said["text"], tuple(said["ask"]))
