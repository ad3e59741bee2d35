"""The event that shows an open dialogue's screen once more, to give it another page or more room."""

from bot.screen import Event, Values
from handlers.slack.codes import Carried


def event(carried: Carried, values: Values) -> Event | None:
    """What shows the same screen again; none for a screen that is not part of an open dialogue."""
    dialogue, step, token = carried.dialogue, carried.step, carried.token
    if not token:
        return None
    if dialogue == "report":  # it keeps what was filled in, and the language
        return Event("report", "language", "", step, token, values)
    if dialogue == "follow":  # adding from a step that is over adds nothing
        return Event("follow", "add", token=token)
    if step == "report":
        return Event("casework", "back", token=token)
    return Event("casework", "form", step.partition("-")[0], token=token)
