"""The event that shows a screen once more, to give it another page or more room."""

from bot.screen import Event, Values
from handlers.slack.codes import Carried

LISTS = {name: Event(name, "open") for name in ("mine", "casework", "trail")}


def event(carried: Carried, values: Values) -> Event:
    """What shows the same screen again; what was filled in goes along where the bot keeps it."""
    dialogue, step, token = carried.dialogue, carried.step, carried.token
    if not token:
        return LISTS.get(dialogue, Event("", ""))
    if dialogue == "report":  # it keeps what was filled in, and the language
        return Event("report", "language", "", step, token, values)
    if dialogue == "follow":  # adding from a step that is over adds nothing
        return Event("follow", "add", token=token)
    if step == "report":
        return Event("casework", "back", token=token)
    return Event("casework", "form", step.partition("-")[0], token=token)
