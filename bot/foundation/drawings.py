"""Pictures of the content, as data: content/drawings/<name> has a kind and, in each language, words."""

from functools import cache
from typing import Any

from bot.foundation import content_files
from bot.foundation.words import CONTENT

FOLDER = CONTENT / "drawings"
KINDS = ("road", "columns", "rings", "place", "chain", "letter", "addresses")
SCENES = ("shed", "home", "shop", "hall", "phone")  # of the kind place


@cache
def names() -> tuple[str, ...]:
    """The drawings there are, by name."""
    return tuple(sorted(file.parent.name for file in FOLDER.glob("*/drawing.yml")))


@cache
def shape(name: str) -> dict[str, str]:
    """What is the same in each language: its `kind` (one of KINDS) and, of a place, the `scene`. The name
    must be one of `names`."""
    return dict(content_files.load(FOLDER / name / "drawing.yml"))


@cache
def said(name: str, locale: str) -> dict[str, Any]:
    """The words of a drawing: `title`, `alt` for who cannot see it, and what its kind shows. The name must be
    one of `names`."""
    return dict(content_files.load(FOLDER / name / f"{locale}.yml"))
