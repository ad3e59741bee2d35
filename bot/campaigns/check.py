"""Finds every mistake in the files of a campaign, with file, line and what is wrong."""

from pathlib import Path

from bot.foundation.content_files import Problem, read
from bot.foundation.words import LOCALES
from bot.lessons import check
from bot.lessons.check import Found, tried

SHAPE = {"version", "groups", "steps"}
TITLE, TEXT = 70, 600  # characters of the message in chat


def problems(folder: Path) -> list[Problem]:
    """What cannot be used in the folder of a campaign."""
    return tried(_campaign(folder))


def _campaign(folder: Path) -> Found:
    source = read(folder / "campaign.yml")
    yield from check.keys(source, source.data, SHAPE, {"version", "steps"})
    yield from check.number(source, "version", 1)
    groups = source.data.get("groups", [])
    if not isinstance(groups, list) or not all(isinstance(one, str) and one == one.lower() for one in groups):
        yield source.problem("groups must be target groups in small letters", "groups")
    steps = list(check.steps(source, ("page", "question")))
    yield from steps
    if not steps:  # else the words would be measured against a broken shape
        for locale in LOCALES:
            yield from tried(_words(folder / f"{locale}.yml", folder))


def _words(file: Path, folder: Path) -> Found:
    yield from check.words(read(folder / "campaign.yml"), file, more=("message",))
    source = read(file)
    if not isinstance(source.data.get("message"), dict):
        yield source.problem("message must hold a title and a text", "message")
        return
    yield from check.keys(source, source.data["message"], {"title", "text"}, (), "message")
    yield from check.text(source, TITLE, "message", "title")
    yield from check.text(source, TEXT, "message", "text")
