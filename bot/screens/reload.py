"""What shows a screen once more: in the other language, on another page, or with more room to write."""

from typing import Protocol

from bot.foundation.screen import Event, Values

MENU = Event("menu", "home")


class Shown(Protocol):
    """What a platform carries of the screen that somebody looks at."""

    @property
    def dialogue(self) -> str: ...
    @property
    def step(self) -> str: ...
    @property
    def token(self) -> str: ...
    @property
    def of(self) -> str: ...


# The action that shows a screen of no open dialogue; nothing that was filled in is lost by it.
SHOWN_BY = {
    ("menu", "menu"): "home",
    ("menu", "home"): "home",
    ("menu", "about"): "about",
    ("menu", "coordinate"): "coordinate",
    ("report", "cancelled"): "cancel",
    ("follow", "code"): "open",
    ("follow", "closed"): "close",
    ("mine", "list"): "open",
    ("proof", "ask"): "begin",
    ("casework", "list"): "open",
    ("casework", "closed"): "close",
    ("account", "period"): "open",
    ("account", "final"): "final",
    ("account", "half_open"): "half",
    ("account", "half_final"): "half",
    ("account", "picture"): "look",
    ("activities", "list"): "open",
    ("activities", "empty"): "open",
    ("activities", "upload"): "upload",
    ("activities", "cancelled"): "cancel",
    ("activities", "remove"): "remove",
    ("stories", "list"): "open",
    ("stories", "versions"): "versions",
    ("stories", "version"): "version",
    ("learn", "mine"): "mine",
    ("learn", "look"): "look",
    ("learn", "not-yet"): "open",
    ("learn", "done"): "open",
    ("learn", "team"): "team",
    ("learn", "verify"): "verify",
    ("learn", "member"): "member",
    ("trail", "list"): "open",
    ("web", "link"): "open",
    ("meeting", "list"): "open",
    ("meeting", "none"): "open",
    ("meeting", "overview"): "overview",
    ("meeting", "agreements"): "agreements",
    ("meeting", "agreed"): "agreed",
    ("meeting", "no_round"): "overview",
    ("meeting", "begin"): "begin",
    ("meeting", "meeting"): "show",
    ("meeting", "date"): "plan",
    ("meeting", "guide"): "guide",
    ("meeting", "log"): "log",
    ("meeting", "many"): "log",
    ("meeting", "after"): "after",
    ("meeting", "team"): "team",
    ("week", "week"): "open",
    ("week", "none"): "open",
    ("week", "code"): "code",
    ("week", "weeks"): "manage",
    ("week", "no_weeks"): "manage",
    ("week", "begin"): "begin",
    ("week", "activity"): "activity",
    ("week", "dilemma"): "dilemma",
    ("week", "voted"): "dilemma",
    ("week", "result"): "dilemma",
    ("week", "board"): "week",
    ("week", "organise"): "organise",
    ("week", "edit"): "edit",
    ("week", "count"): "count",
    ("going_out", "list"): "open",
    ("going_out", "push"): "show",
    ("going_out", "whom"): "ask",
    ("going_out", "sure_cancel"): "sure",
    ("going_out", "sure_resend"): "sure",
    ("going_out", "sure_resend_notices"): "sure",
    ("week", "sure_announce"): "sure",
    ("week", "sure_cancel"): "sure",
    ("week", "sure_drop"): "sure",
    ("campaign", "sure_cancel"): "sure",
    ("campaign", "sure_send"): "sure",
    ("campaign", "overview"): "overview",
    ("campaign", "year"): "year",
    ("campaign", "new"): "new",
    ("campaign", "campaign"): "manage",
    ("campaign", "move"): "move",
    ("campaign", "page"): "go",
    ("campaign", "question"): "go",
    ("campaign", "own"): "go",
    ("people", "overview"): "open",
    ("people", "newcomers"): "newcomers",
    ("people", "unreachable"): "unreachable",
    ("people", "upload"): "upload",
    ("people", "cancelled"): "cancel",
    ("people", "newcomer"): "newcomer",
}


def event(shown: Shown, locale: str = "", values: Values | None = None) -> Event | None:
    """The event that shows a screen again, or none when it cannot be shown twice.

    `values` is what was filled in, which the report dialogue keeps; without a locale it keeps its own."""
    dialogue, step, token = shown.dialogue, shown.step, shown.token
    if not token or shown.of:
        action = SHOWN_BY.get((dialogue, step))
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
    if dialogue == "casework":
        return Event("casework", "form", step.partition("-")[0], token=token)
    return None
