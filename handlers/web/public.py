"""What the web offers without a login: following a report, checking a certificate, phone numbers."""

from bot.foundation import contacts, words
from bot.foundation.screen import Action, Event, Facts, Screen
from handlers.web.render import Around

OFFERED = frozenset({("follow", "open"), ("follow", "find"), ("follow", "add"), ("follow", "close")})
OFFERED |= {("follow", "attach"), ("follow", "attached"), ("follow", "page"), ("follow", "back")}
OFFERED |= {("learn", "verify"), ("learn", "verified")}
TO_START = ("menu", "open")  # becomes a link to the first page, see templates/buttons.html


def home(around: Around) -> Screen:
    """The first page."""
    facts = contacts.first(words.speaker(around.locale, around.slug))
    return Screen(
        "menu",
        "menu",
        around.say("home.title"),
        (*words.prose(around.say("home.text")), Facts(facts)),
        actions=(
            Action("follow", "open", around.say("home.look_up"), style="primary"),
            Action("learn", "verify", around.say("home.certificate")),
        ),
        locale=around.locale,
        confidential=False,
    )


def may(event: Event) -> bool:
    """Whether this is one of the things that need no login."""
    return (event.dialogue, event.action) in OFFERED
