"""Pictures on screens: those of the content, and those that are made of counts for publication.

Whoever has an address can fetch its picture, without a login: chat fetches them from outside. Of the content
that is any SVG or PNG file; what is made of counts has an address that nobody can guess.
"""

import hmac
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from sqlmodel import Session

from bot.foundation import drawings
from bot.foundation.screen import Picture
from bot.foundation.words import CONTENT
from storage.organisations import OrganisationRow

PATH = "/pictures/"
NIGHT = "-night"  # behind the language of a drawing
KINDS = (".svg", ".png")  # files that are pictures
LARGEST = 5 * 1024 * 1024  # bytes of one

# A picture of what an argument stands for, as PNG in a locale; nothing when there is nothing to show.
Draw = Callable[[Session, OrganisationRow, str, str], bytes | None]


class Ordered(NamedTuple):
    """A picture that is made: of which kind, of whose counts, in which language, of what."""

    kind: str
    organisation_id: int
    locale: str
    argument: str


class Drawing(NamedTuple):
    """One of content/drawings: in which language, as svg or png, and whether for a ground that is dark."""

    name: str
    locale: str
    format: str
    night: bool


_own: Path | None = None
_address = ""
_mark: Callable[[str], str] = lambda _: ""  # noqa: E731


def load(own: Path | None, mark: Callable[[str], str]) -> None:
    """From now on an organisation's own content is in this folder, and `mark` makes what nobody can guess."""
    global _own, _mark
    _own, _mark = own, mark


def reach(address: str) -> None:
    """From now on Slack and Teams can fetch pictures at this address; nowhere when it is empty."""
    global _address
    _address = address


def of_file(file: Path) -> str:
    """The source of a picture of the content. Raises ValueError for a file elsewhere."""
    own = _own.resolve() if _own else None
    if own and file.resolve().is_relative_to(own):
        return f"own/{file.resolve().relative_to(own).as_posix()}"
    return f"content/{file.resolve().relative_to(CONTENT).as_posix()}"


def of_drawing(name: str, locale: str) -> str:
    """The source of one of content/drawings in a language."""
    return f"drawing/{name}/{locale}.svg"


def shown_drawing(name: str, locale: str) -> Picture:
    """One of content/drawings as a part of a screen, with its words for who cannot see it."""
    return Picture(of_drawing(name, locale), str(drawings.said(name, locale)["alt"]))


def by_night(source: str) -> str:
    """The source of the same drawing for a screen whose ground is dark; empty for any other picture."""
    return f"{source.removesuffix('.svg')}{NIGHT}.svg" if drawing(source) else ""


def of_counts(kind: str, organisation_id: int, argument: str, locale: str) -> str:
    """The source of a picture that a kind of `pictures` in a room.py makes. The argument is short ASCII."""
    name = f"{kind}/{organisation_id}/{locale}/{argument}"
    return f"made/{name}/{_mark(name)}.png"


def path(source: str) -> str:
    """Where our own pages have a picture."""
    return PATH + quote(source)


def url(source: str) -> str:
    """Where chat fetches a picture, as PNG; empty when it cannot."""
    if not _address:
        return ""
    return _address + path(source) + ("" if source.endswith(".png") else ".png")


def find(source: str) -> Path | None:
    """The file of a source, if it is a picture of the content."""
    where, _, name = source.partition("/")
    folder = {"content": CONTENT, "own": _own}.get(where)
    if folder is None:
        return None
    try:
        file = (folder / name).resolve()
        inside = file.is_relative_to(folder.resolve()) and file.suffix in KINDS
        return file if inside and file.is_file() and file.stat().st_size <= LARGEST else None
    except (OSError, ValueError):  # a name that no file can have
        return None


def drawing(source: str) -> Drawing | None:
    """What is asked for by a source that is one of a drawing; nothing for any other."""
    where, _, rest = source.partition("/")
    name, _, file = rest.partition("/")
    locale, _, kind = file.partition(".")
    if where != "drawing" or kind not in ("svg", "svg.png"):
        return None
    return Drawing(name, locale.removesuffix(NIGHT), kind.rpartition(".")[2], locale.endswith(NIGHT))


def ordered(source: str) -> Ordered | None:
    """What is asked for by a source that we made ourselves, and by no other."""
    where, _, rest = source.partition("/")
    name, _, mark = rest.removesuffix(".png").rpartition("/")
    right = _mark(name)
    if where != "made" or not right or not hmac.compare_digest(right.encode(), mark.encode()):
        return None
    kind, organisation_id, locale, argument = name.split("/", 3)
    return Ordered(kind, int(organisation_id), locale, argument)
