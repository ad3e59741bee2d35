"""What the bot needs of a platform to bring something to somebody."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

from bot.foundation.screen import FileOrder, Screen


class Address(NamedTuple):
    """Where somebody is in chat."""

    platform: str
    workspace: str
    user: str


class CannotDeliver(Exception):
    """It did not arrive. `never` when trying again has no use, with the reason as a key under people.why;
    `unknown` when it may have arrived all the same; else it may be tried again after `wait_seconds`."""

    def __init__(
        self, never: bool = False, wait_seconds: float = 0, unknown: bool = False, why: str = ""
    ) -> None:
        super().__init__("cannot deliver")
        self.never, self.wait_seconds, self.unknown, self.why = never, wait_seconds, unknown, why


class Pace(NamedTuple):
    """How many seconds a platform wants between two messages, in a workspace and in a conversation.

    `catch_up`: so many seconds without messages in a workspace may be made up for, where the platform counts
    over a longer time than that; without it no two turns are closer together. `late`: so many seconds after
    its turn a message gives that turn up, for by then its place is somebody else's."""

    workspace: float
    conversation: float
    catch_up: float = 0.0
    late: float = 1.5


class Courier(Protocol):
    """One platform's way out. Both bring something once, and raise CannotDeliver."""

    @property
    def pace(self) -> Pace:
        """How fast messages may follow each other."""

    async def send(self, address: Address, screen: Screen) -> None:
        """Brings a message; never a confidential screen."""

    async def send_file(self, address: Address, order: FileOrder) -> None:
        """Makes the file and brings it, or says why this person may not have it."""

    async def close(self) -> None:
        """Ends its connections."""


class Letter(NamedTuple):
    """Something to bring: not before its turn (in seconds since 1970), nor `late` seconds after it."""

    address: Address
    what: Screen | FileOrder
    turn: float
    late: float = 1.5


class Outcome(NamedTuple):
    """What became of a letter; what is still pending may be tried again after so many seconds. `tried` is
    false for what never left."""

    state: Literal["sent", "failed", "unknown", "pending"]
    why: str = ""
    wait_seconds: float = 0
    tried: bool = True


class Post(Protocol):
    """All couriers together."""

    @property
    def paces(self) -> Mapping[str, Pace]:
        """The platforms that are served, with how fast."""

    def wait(self, turn: float) -> None:
        """Waits until a turn has come (in seconds since 1970)."""

    def carry(self, letters: Sequence[Letter]) -> list[Outcome]:
        """Brings each letter in its turn, and says what became of each."""
