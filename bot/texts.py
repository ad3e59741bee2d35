"""What people type, made safe to keep and to show, without losing a word of it."""

import re
import unicodedata

# Control characters but for line ends and tabs, halves of a character, and the marks that turn the reading
# direction around, which could make "gnp.exe" look like "exe.png".
UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")


def clean(text: str) -> str:
    """The text with one kind of line end, composed letters, and no control or direction marks; emoji stay."""
    text = UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", text).strip()
