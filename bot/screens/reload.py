"""What shows a screen once more: in the other language, on another page, or with more room to write."""

from typing import Protocol

from bot.foundation.room import HOUSE
from bot.foundation.screen import Event, Values

MENU = Event("menu", "home")


class Reloadable(Protocol):
    """What a platform carries of the screen that somebody looks at."""

    @property
    def dialogue(self) -> str: ...
    @property
    def step(self) -> str: ...
    @property
    def token(self) -> str: ...
    @property
    def of(self) -> str: ...


def event(shown: Reloadable, locale: str = "", values: Values | None = None) -> Event | None:
    """The event that shows a screen again, or none when it cannot be shown twice.

    `values` is what was filled in, which the report dialogue keeps; without a locale it keeps its own."""
    dialogue, step, token = shown.dialogue, shown.step, shown.token
    if not token or shown.of:
        action = HOUSE.reloads.get((dialogue, step))
        return Event(dialogue, action, shown.of, token=token) if action else None
    if dialogue == "report":
        return Event("report", "language", locale, step, token, values or {})
    if dialogue == "learn":
        return Event("learn", "show", token=token)
    if dialogue == "follow":  # adding from a step that is over adds nothing
        return Event("follow", "add", token=token)
    if dialogue == "proof":  # a code that was not typed is no try
        return Event("proof", "enter", token=token)
    if dialogue == "people":  # a file that was read is not read again in another language
        return None
    if dialogue == "stories":
        return Event("stories", "again", "", step, token, values or {})
    if dialogue == "activities":
        return None if step == "checked" else Event("activities", "again", "", step, token, values or {})
    if dialogue == "casework" and step == "report":
        return Event("casework", "back", token=token)
    if (
        dialogue == "casework"
    ):  # a form, perhaps one with an action of its own; what is typed is kept beside it
        name = step.partition("-")[0]
        return Event("casework", HOUSE.reloads.get((dialogue, name), "form"), name, token=token)
    return None
