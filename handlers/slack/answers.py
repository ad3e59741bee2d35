"""What we answer when a modal is sent in: the next step, or what has to be looked at again."""

from collections.abc import Mapping
from typing import Any

from bot.foundation import words
from bot.foundation.screen import Note, Screen
from handlers.desk import OutOfOrder
from handlers.slack import codes, fields, render
from handlers.slack.codes import Json


def after_submission(view: Mapping[str, Any], screen: Screen) -> Json:
    """Keeps the modal with a sentence at the field where something is wrong; else goes to the screen."""
    if errors := _errors(view, screen):
        return _beside(errors)
    return {"response_action": "update", "view": render.modal(screen)}


def meanwhile(key: str, locale: str) -> Json:
    """These words in place of the modal, until something follows."""
    return {"response_action": "update", "view": render.modal(notice(key, locale, "slack.upload.title"))}


def refused(view: Mapping[str, Any], key: str, locale: str) -> Json:
    """The modal stays as it is, with these words at its first field."""
    return _beside({_first(view): words.text(key, locale)})


def nothing_lost(view: Mapping[str, Any], locale: str, key: str = OutOfOrder.key) -> Json:
    """Something failed here: the modal stays as it is, with a sentence in it or above it."""
    if first := _first(view):
        return _beside({first: words.text(key, locale)})
    return {"response_action": "push", "view": render.modal(notice(key, locale))}


def notice(key: str, locale: str, title: str = "mistakes.title") -> Screen:
    """One sentence as a screen that may be shown anywhere."""
    return Screen(
        "slack",
        "notice",
        words.text(title, locale),
        (Note(words.text(key, locale), urgent=title == "mistakes.title"),),
        locale=locale,
        confidential=False,
    )


def _beside(errors: dict[str, str]) -> Json:
    return {"response_action": "errors", "errors": errors}


def _errors(view: Mapping[str, Any], screen: Screen) -> dict[str, str]:
    places = fields.places(view)
    if (screen.dialogue, screen.step) == ("menu", "sorry"):
        # What was typed stays there to be copied; where nothing was, the screen itself says what to do.
        typed = [places[name][0] for name, text in fields.typed(view).items() if text and name in places]
        return dict.fromkeys(typed[:1], _sentence(screen))
    wrong = {one.name: one.error for one in screen.inputs if one.error}
    if screen.step != codes.carried(view).step or not wrong.keys() <= places.keys():
        return {}
    errors = {places[name][0]: error for name, error in wrong.items()}
    if screen.error and (first := _first(view)):
        errors.setdefault(first, screen.error)
    return errors


def _first(view: Mapping[str, Any]) -> str:
    return next((blocks[0] for blocks in fields.places(view).values()), "")


def _sentence(screen: Screen) -> str:
    return next(part.text for part in screen.body if isinstance(part, Note))
