"""What the bot needs of a platform to bring something to somebody."""

from typing import NamedTuple, Protocol

from bot.screen import FileOrder, Screen


class Address(NamedTuple):
    """Where somebody is in chat."""

    platform: str
    workspace: str
    user: str


class CannotDeliver(Exception):
    """Not now: try again later. `never` when trying again has no use (a person who left)."""

    def __init__(self, never: bool = False, wait_seconds: float = 0) -> None:
        super().__init__("cannot deliver")
        self.never, self.wait_seconds = never, wait_seconds


class Courier(Protocol):
    """One platform's way out. Both raise CannotDeliver."""

    def send(self, address: Address, screen: Screen) -> None:
        """Brings a message; never a confidential screen."""

    def send_file(self, address: Address, order: FileOrder) -> None:
        """Makes the file and brings it, or says why this person may not have it."""
