"""The text of a CSV file, whatever wrote it: Unicode, Windows, or a Mac. What can be read in two ways is not
guessed: the file is refused with what to do. Pure."""

import re

from bot.foundation.mistakes import Mistake

WINDOWS, MAC = "cp1252", "mac_roman"
# What no name holds: a capital behind a small letter that is not one of a name in two parts, and a mark
# inside or at the end of a word. In the wrong encoding every usual letter with an accent is one of these.
ODD = re.compile(
    r"(?<=[a-zà-öø-ÿ])[À-ÖØ-ÞŠŽŒŸ]"  # "AndrŽ", "ZoÎ"
    r"|(?<=\w)[ŠŽŒŸÀ-ÖØ-Þ](?=[a-z])"  # "MŸller"
    r"|(?<=\w)[‘“”„‚‡†ˆ‰™•ƒ˜¨¸¯·˙˝˛ˇ‹›◊∂∆∏∑∫√∞≈≠≤≥Ωπ°¢£§¶ß®©´]+(?=\w)"
    r"|(?<=[a-z])[‘‡†ˆ‰•ƒ§‹›]"
    r"|[…ƒ¯®‚†‡ˆ‰•§](?=[a-z])"  # "…mer"
)
# What either may mean by the same byte, and no more is known: "Jšrg" or "Jörg", "Garc’a" or "García".
EITHER = re.compile(
    r"(?<=\w)[šžœŠŽŒŸ–—](?=\w)|(?<=\w)[šžœ]|(?<=\w{3})’(?!s\b|er\b|en\b|tje)(?=\w)"
    r"|(?<!\w)[à-öø-ÿ](?!én\b)(?=[a-z])|(?<!\w)[ÔÕ](?=[tsn]\b)"  # "éve" or "Ève", "Õt Hart" or "’t Hart"
)


def decoded(content: bytes) -> str:
    """The text: UTF-16 or UTF-8 with a mark, UTF-8 without, or what Windows or a Mac makes of it. Raises
    Mistake for what is no text, and for what can be read in two ways."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = _text(content, "utf-16" if marked else "utf-8-sig")
    if text is None:
        text = None if marked else _one_byte(content)
    if text is None or "\x00" in text:
        raise Mistake("people_file_kind")
    return text


def _one_byte(content: bytes) -> str | None:
    """A byte a letter. Which of the two encodings is the one in which nothing is odd."""
    windows, mac = _text(content, WINDOWS), _text(content, MAC) or ""
    if b"\r" in content and b"\n" not in content:  # only an old Mac ends its lines so
        return mac
    odd_mac = len(ODD.findall(mac))
    if windows is None:
        return None if odd_mac else mac
    odd = len(ODD.findall(windows))
    if odd > odd_mac:
        return mac
    if odd == odd_mac and EITHER.search(windows):
        raise Mistake("people_file_letters")
    return windows


def _text(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None
