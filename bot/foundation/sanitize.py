"""What people type, made safe to keep and to show, without losing a word of it."""

import re
import unicodedata

# Control characters but for line ends and tabs, halves of a character, and the marks that turn the reading
# direction around, which could make "gnp.exe" look like "exe.png".
UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")

# What is no character to see, in names and addresses: fillers, and variants of the character before.
UNSEEN = re.compile(r"[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]")

# What a platform calls somebody: an object id of Entra, a member of Teams, a user of Slack.
AN_ID = re.compile(
    r"([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|(29|8):\S+|[UW](?=[A-Z0-9]*\d)[A-Z0-9]{4,})"
)


def clean(text: str) -> str:
    """The text with one kind of line end, composed letters, and no control or direction marks; emoji stay."""
    text = UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", text).strip()


def line(text: str) -> str:
    """A name or an address: one line with single spaces, and no character that nobody sees."""
    seen = "".join(one for one in UNSEEN.sub("", clean(text)) if unicodedata.category(one) != "Cf")
    return " ".join(seen.split())


def stranger(text: str) -> str:
    """What the first character is called that means nothing to anybody: of a private font, of no alphabet, or
    what stands where another could not be read. Empty when there is none."""
    for one in text:
        if one == "\ufffd" or unicodedata.category(one) in ("Co", "Cn"):
            return called(one)
    return ""


def called(character: str) -> str:
    """The name of a character, or its number."""
    return unicodedata.name(character, f"U+{ord(character):04X}")


def is_id(name: str) -> bool:
    """Whether this is what a platform calls somebody, and no name that a person knows."""
    return bool(AN_ID.fullmatch(name.strip()))
