"""The event that shows an open dialogue's screen once more, to turn a page of it."""

from bot.screen import Event
from handlers.teams.codes import Pressed

LISTS = {
    "mine": Event("mine", "open"),
    "casework": Event("casework", "open"),
    "trail": Event("trail", "open"),
}


def event(pressed: Pressed) -> Event:
    """What shows the same screen again; what was filled in goes along."""
    dialogue, step, token = pressed.dialogue, pressed.step, pressed.token
    if not token:
        return LISTS.get(dialogue, Event("", ""))
    if dialogue == "report":  # it keeps what was filled in, and the language
        return Event("report", "language", "", step, token, pressed.values)
    if dialogue == "follow":  # adding from a step that is over adds nothing
        return Event("follow", "add", token=token)
    if step == "report":
        return Event("casework", "back", token=token)
    return Event("casework", "form", step.partition("-")[0], token=token)
