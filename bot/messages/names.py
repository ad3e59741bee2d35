"""What a person calls a mailing: "Module Signalen herkennen, herinnering" and not a key."""

from bot.foundation import words
from bot.foundation.room import HOUSE
from bot.messages.mailings import Naming


def called(naming: Naming) -> str:
    """What a mailing is called: as its room says, or else as its kind."""
    kind = naming.push.kind
    if kind in HOUSE.messages and (found := HOUSE.messages[kind].name(naming)):
        return found
    known = words.has(f"going_out.kinds.{kind}", naming.locale, naming.organisation.slug)
    return naming.say(f"going_out.kinds.{kind if known else 'other'}")
