"""What people type, made safe to keep and to show, without losing a word of it."""

import unicodedata

# Marks that turn the reading direction around and could make "gnp.exe" look like "exe.png".
DIRECTION = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])
KEPT_CONTROLS = "\n\t"


def clean(text: str) -> str:
    """The text with one kind of line end, composed letters, and no control or direction marks; emoji stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(DIRECTION)
    text = "".join(c for c in text if c in KEPT_CONTROLS or unicodedata.category(c) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", text).strip()
