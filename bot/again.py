"""What shows a screen once more: in the other language, on another page, or with more room to write."""

from bot.screen import Event, Values

MENU = Event("menu", "home")

# What shows a screen that is not part of an open dialogue; nothing that was filled in is lost by it.
SHOWN_BY = {
    ("menu", "menu"): MENU,
    ("menu", "home"): MENU,
    ("menu", "about"): Event("menu", "about"),
    ("menu", "coordinate"): Event("menu", "coordinate"),
    ("report", "cancelled"): Event("report", "cancel"),
    ("follow", "code"): Event("follow", "open"),
    ("follow", "closed"): Event("follow", "close"),
    ("mine", "list"): Event("mine", "open"),
    ("casework", "list"): Event("casework", "open"),
    ("casework", "closed"): Event("casework", "close"),
    ("account", "period"): Event("account", "open"),
    ("account", "final"): Event("account", "final"),
    ("activities", "list"): Event("activities", "open"),
    ("activities", "empty"): Event("activities", "open"),
    ("activities", "upload"): Event("activities", "upload"),
    ("activities", "cancelled"): Event("activities", "cancel"),
    ("stories", "list"): Event("stories", "open"),
    ("learn", "mine"): Event("learn", "mine"),
    ("learn", "team"): Event("learn", "team"),
    ("learn", "verify"): Event("learn", "verify"),
    ("trail", "list"): Event("trail", "open"),
    ("web", "link"): Event("web", "open"),
    ("meeting", "list"): Event("meeting", "open"),
    ("meeting", "none"): Event("meeting", "open"),
    ("meeting", "overview"): Event("meeting", "overview"),
    ("meeting", "no_round"): Event("meeting", "overview"),
    ("meeting", "begin"): Event("meeting", "begin"),
    ("week", "week"): Event("week", "open"),
    ("week", "none"): Event("week", "open"),
    ("week", "code"): Event("week", "code"),
    ("week", "weeks"): Event("week", "manage", "all"),
    ("week", "no_weeks"): Event("week", "manage", "all"),
    ("week", "begin"): Event("week", "begin"),
    ("going_out", "list"): Event("going_out", "open"),
    ("campaign", "overview"): Event("campaign", "overview"),
    ("campaign", "year"): Event("campaign", "year"),
    ("campaign", "new"): Event("campaign", "new"),
    ("people", "overview"): Event("people", "open"),
    ("people", "newcomers"): Event("people", "newcomers"),
    ("people", "unreachable"): Event("people", "unreachable"),
    ("people", "upload"): Event("people", "upload"),
    ("people", "cancelled"): Event("people", "cancel"),
}


def event(
    dialogue: str, step: str, token: str, locale: str = "", values: Values | None = None
) -> Event | None:
    """The event that shows a screen again, or none when it cannot be shown twice.

    `values` is what was filled in, which the report dialogue keeps; without a locale it keeps its own."""
    if not token:
        return SHOWN_BY.get((dialogue, step))
    if dialogue == "report":
        return Event("report", "language", locale, step, token, values or {})
    if dialogue == "learn":
        return Event("learn", "show", token=token)
    if dialogue == "follow":  # adding from a step that is over adds nothing
        return Event("follow", "add", token=token)
    if dialogue == "people":  # a file that was read is not read again in another language
        return None
    if dialogue == "stories":
        return Event("stories", "again", "", step, token, values or {})
    if dialogue == "activities":
        return None if step == "checked" else Event("activities", "again", "", step, token, values or {})
    if dialogue == "casework" and step == "report":
        return Event("casework", "back", token=token)
    if dialogue == "casework":
        return Event("casework", "form", step.partition("-")[0], token=token)
    return None
