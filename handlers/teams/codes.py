"""What a card carries for us: which button, on which screen, and the random token. Nothing else."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from bot.foundation.screen import Action, Event, Screen, Value

Json = dict[str, Any]

CARD = "application/vnd.microsoft.card.adaptive"
OURS = "baken"  # the key in a button's data under which our own things are
PAGE = "teams/page/"  # a button that only turns a page
TEXT, ONE, MANY = "t", "c", "m"  # what kind of field an input's id names
NOTHING = "-"  # the choice to choose nothing: a choice without a value is none


class Pressed(NamedTuple):
    """A button that was pressed: what it does, where it stood, and what was filled in."""

    do: str = ""
    dialogue: str = ""
    step: str = ""
    token: str = ""
    of: str = ""
    values: Mapping[str, Value] = {}

    @property
    def event(self) -> Event:
        """What the bot is asked; a button that is not ours asks for something that does not exist."""
        dialogue, action, argument = (*self.do.split("/", 2), "", "")[:3]
        return Event(dialogue, action, argument, self.step, self.token, self.values)

    @property
    def page(self) -> int | None:
        """The page that was asked for, when the button only turns one."""
        number = self.do.removeprefix(PAGE)
        return int(number) if self.do.startswith(PAGE) and number.isdecimal() and len(number) < 5 else None


def write(action: Action) -> str:
    """An action as a card carries it."""
    return f"{action.dialogue}/{action.name}/{action.argument}"


def opening(action: Action) -> Json:
    """The data of a button in the conversation that opens a dialog."""
    return {"msteams": {"type": "task/fetch"}, OURS: {"do": write(action)}}


def data(do: str, screen: Screen, values: Mapping[str, Value] | None = None) -> Json:
    """The data of a button in a dialog; `values` go along when the dialog has no fields for them."""
    fields = [field_id(one.name, one.kind) for one in screen.inputs]
    carried: Json = {"do": do, "on": [screen.dialogue, screen.step, screen.token, screen.of], "in": fields}
    return {OURS: carried, **written(values or {})}


def written(values: Mapping[str, Value]) -> Json:
    """Values as fields would send them."""
    return {
        f"{TEXT}.{name}" if isinstance(value, str) else f"{MANY}.{name}": value
        if isinstance(value, str)
        else ",".join(value)
        for name, value in values.items()
    }


def field_id(name: str, kind: str) -> str:
    """The id of a question's input."""
    return f"{({'choice': ONE, 'confirm': ONE, 'choices': MANY}).get(kind, TEXT)}.{name}"


def read(given: object) -> Pressed:
    """What a button's data says; whatever is not ours is left out."""
    every = given if isinstance(given, dict) else {}
    ours = every.get(OURS)
    ours = ours if isinstance(ours, dict) else {}
    do, on, shown = ours.get("do"), ours.get("on"), ours.get("in")
    place = [one if isinstance(one, str) else "" for one in on[:4]] if isinstance(on, list) else []
    # A field that is left empty may not be sent, but it is an answer.
    empty = {one: "" for one in shown if isinstance(one, str)} if isinstance(shown, list) else {}
    values: dict[str, Value] = {}
    for id, value in (empty | every).items():  # JSON: every key is text
        kind, dot, name = id.partition(".")
        if dot and kind in (TEXT, ONE, MANY) and isinstance(value, str):
            chosen = "" if (kind, value) == (ONE, NOTHING) else value
            values[name] = tuple(filter(None, value.split(","))) if kind == MANY else chosen
    dialogue, step, token, of = (*place, "", "", "", "")[:4]
    return Pressed(do if isinstance(do, str) else "", dialogue, step, token, of, values)
