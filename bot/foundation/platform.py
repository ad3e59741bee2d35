"""What a platform can do, as far as the bot has to know. handlers/platforms.py says which there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Platform:
    """One platform. Nothing has a default: who adds a platform says all of it.

    `is_chat`: messages can be brought to people there. `carries_files`: how a file comes, as a message of its
    own, by a link that works once, or with the page. `takes_files`: a file can be put in a screen.
    `keeps_files`: such a file stays there, and is its owner's to delete. `closing`: the words
    (`report.closing`) on what happens when somebody closes the window; not every platform tells us of it.
    `is_public`: whoever comes has no account, nobody says who they are, and nobody is named to them."""

    name: str
    is_chat: bool
    carries_files: Literal["message", "link", "page"]
    takes_files: bool
    keeps_files: bool
    closing: Literal["window", "teams"]
    is_public: bool


_declared: dict[str, Platform] = {}


def declare(platforms: Iterable[Platform]) -> None:
    """Makes the platforms known; once, before anybody visits."""
    _declared.update({platform.name: platform for platform in platforms})


def of(name: str) -> Platform:
    """The platform with this name. Raises KeyError."""
    return _declared[name]


def chats() -> tuple[str, ...]:
    """The names of the platforms that are a chat, in the order of their declaration."""
    return tuple(platform.name for platform in _declared.values() if platform.is_chat)


def is_chat(name: str) -> bool:
    """Whether this is the name of a chat; false for a platform that is there no more."""
    return name in chats()
