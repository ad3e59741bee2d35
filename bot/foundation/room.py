"""What this room declares."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import Engine

from bot.foundation.access import EVERYBODY, MAY
from bot.foundation.screen import Screen
from storage.organisations import OrganisationRow


class NotAHouse(Exception):
    """Rooms that do not fit together; the message says where. Baken does not start."""


@dataclass(frozen=True)
class Route:
    """What answers an action: `use_case(ctx, event)` gives the screen that follows.

    `right` is a line of `access.MAY`, or EVERYBODY where no role is needed. It has no default, and is asked
    before the use case is. `shows` are the steps that this action shows anew: in another language, on another
    page. `in_units` is for what takes long: it is given a Visit, and opens its units of work itself;
    what `reads` changes nothing and waits for nobody who writes;
    `queue` is that of handlers/desk.py in which it waits, if any; with `strangers_wait` only strangers do."""

    use_case: Callable[[Any, Any], Screen]
    right: str
    shows: tuple[str, ...] = ()
    in_units: bool = False
    reads: bool = False
    queue: Literal["", "files", "codes", "pictures"] = ""
    strangers_wait: bool = False


@dataclass(frozen=True)
class MenuEntry:
    """A button under "Coordinate", for who has the right of its route. `words` is the key of its label."""

    place: int
    dialogue: str
    action: str
    words: str


# Plans what is due for an organisation, in units of work of its own; asked again, it plans nothing twice.
Planner = Callable[[Engine, OrganisationRow, datetime], int]


class Kind(NamedTuple):
    """A kind of message that is brought to people by itself.

    `show(moment)` makes it for one person, never confidential; nothing when it is not wanted any more.
    `name(naming)` is what one mailing is called, or nothing when that is gone. `in_working_time` says whether
    it disturbs nobody outside working hours, also when it was paused or the queue is long."""

    show: Callable[[Any], Screen | None]
    name: Callable[[Any], str]
    in_working_time: bool


@dataclass(frozen=True)
class Room:
    """All that one room declares: use cases by dialogue and action, and whatever else it brings.

    `on_web_alone` are those of its files that no chat ever carries: there is something out of a report in
    them, if only its number."""

    name: str
    routes: Mapping[str, Mapping[str, Route]] = field(default_factory=dict)
    menu: tuple[MenuEntry, ...] = ()
    messages: Mapping[str, Kind] = field(default_factory=dict)
    planners: Mapping[str, Planner] = field(default_factory=dict)
    files: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    on_web_alone: frozenset[str] = frozenset()
    pictures: Mapping[str, Callable[..., Any]] = field(default_factory=dict)


class House:
    """All rooms together. There is nothing in it, not even empty tables, until bot/rooms.py furnishes it."""

    routes: dict[tuple[str, str], Route]
    menu: tuple[tuple[MenuEntry, Route], ...]
    messages: dict[str, Kind]
    planners: dict[str, Planner]
    files: dict[str, Callable[[Any], Any]]
    on_web_alone: frozenset[str]
    pictures: dict[str, Callable[..., Any]]
    reloads: dict[tuple[str, str], str]  # the action that shows a step of no open dialogue anew

    def furnish(self, rooms: Iterable[Room]) -> None:
        """Takes in what the rooms declare. Raises NotAHouse for what is declared twice, a right that there is
        not, and a button that leads nowhere."""
        self.routes, self.reloads, self.messages, self.planners = {}, {}, {}, {}
        self.files, self.pictures, self.on_web_alone = {}, {}, frozenset()
        entries = []
        for room in rooms:
            for dialogue, actions in room.routes.items():
                for action, route in actions.items():
                    if route.right != EVERYBODY and route.right not in MAY:
                        raise NotAHouse(f"{room.name}: there is no right {route.right}")
                    _add(self.routes, (dialogue, action), route, room.name)
                    for step in route.shows:
                        _add(self.reloads, (dialogue, step), action, room.name)
            for found, declared in (
                (self.messages, room.messages),
                (self.planners, room.planners),
                (self.files, room.files),
                (self.pictures, room.pictures),
            ):
                for name, what in declared.items():
                    _add(found, name, what, room.name)
            if unknown := room.on_web_alone - room.files.keys():
                raise NotAHouse(f"{room.name}: there is no file {', '.join(sorted(unknown))}")
            self.on_web_alone |= room.on_web_alone
            entries += [(entry, room.name) for entry in room.menu]
        by_place: dict[int, tuple[MenuEntry, Route]] = {}
        for entry, name in entries:
            if (route_of := self.routes.get((entry.dialogue, entry.action))) is None:
                raise NotAHouse(f"{name}: there is no {entry.dialogue}/{entry.action} for the menu")
            _add(by_place, entry.place, (entry, route_of), name)
        self.menu = tuple(by_place[place] for place in sorted(by_place))


HOUSE = House()


def _add(found: dict[Any, Any], key: Any, what: Any, room: str) -> None:
    if key in found:
        raise NotAHouse(f"{room}: {key} is declared by another room too")
    found[key] = what
