"""Text as Slack wants it. Lengths are counted in UTF-16, as a browser counts: never less than characters."""

from collections.abc import Iterator

from handlers.slack.codes import Json

SECTION = 3_000
FIELD = 2_000
HEADER = 150
ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def units(text: str) -> int:
    """The length as Slack may count it: a character outside the basic plane counts twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain(text: str) -> Json:
    """Text that means nothing but itself: no marks, no links, no mentions, no emoji codes."""
    return {"type": "plain_text", "text": text, "emoji": False}


def marked(text: str) -> Json:
    """Text with our own marks in it; whatever else is in it went through `escaped`."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def escaped(text: str) -> str:
    """Text that can be put between marks without becoming a mention or a link."""
    return text.translate(ESCAPES)


def cut(text: str, limit: int) -> list[str]:
    """The text in parts that each hold as much as they can; put together they are the text. See `joined`."""
    if units(text) <= limit:
        return [text] if text else []
    parts, start, length = [], 0, 0
    for position, character in enumerate(text):
        size = 2 if character > "\uffff" else 1
        if length + size > limit:
            parts.append(text[start:position])
            start, length = position, 0
        length += size
    return [*parts, text[start:]]


def joined(parts: list[str], limit: int) -> str:
    """What was typed in several fields as one text: a full field runs on, a field with room ends its line."""
    text, last = "", ""
    for part in parts:
        if part:
            fits = units(last) + units(part[0]) <= limit
            text += ("\n" if last and fits else "") + part
            last = part
    return text


def readable(text: str, limit: int = SECTION) -> Iterator[str]:
    """The text in parts to show below each other, cut between lines or words where that can be."""
    while units(text) > limit:
        first = cut(text, limit)[0]
        at = max(first.rfind("\n", len(first) // 2), 0) or max(first.rfind(" ", len(first) // 2), 0)
        first = first[:at] if at else first
        if first.strip():
            yield first
        text = text[len(first) :].lstrip("\n ") if at else text[len(first) :]
    if text.strip():
        yield text


def shortened(text: str, limit: int) -> str:
    """The text, or as much of it as fits with an ellipsis; what is left out must stand elsewhere."""
    return text if units(text) <= limit else cut(text, limit - 1)[0].rstrip() + "…"
