"""A second reader of calendar files, strict where Outlook is: lines, nesting, what must be there and once,
times that need no zone (RFC 5545 and, for METHOD, RFC 5546)."""

import re

ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "STATUS", "ORGANIZER", "DESCRIPTION"}
NEEDED = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "STATUS", "ORGANIZER"}
LINE = re.compile(r'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*))*):(.*)')
UTC_TIME = re.compile(r"\d{8}T\d{6}Z")
ESCAPE = re.compile(r"\\(.)")
LONGEST = 75  # bytes of a line


def read(content: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """What the calendar says and what its one event says, by name. Raises ValueError for what a strict reader
    would not take."""
    text = content.decode()
    if not text.endswith("\r\n") or re.search(r"(?<!\r)\n|\r(?!\n)", text):
        raise ValueError("a line does not end in CRLF")
    if any(len(line) > LONGEST for line in content.split(b"\r\n")):
        raise ValueError("a line is too long")
    inside: list[str] = []
    whole: dict[str, str] = {}
    event: dict[str, str] = {}
    for line in text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n"):
        name, value = _read(line)
        if name == "BEGIN":
            inside.append(value)
        elif name == "END":
            if inside.pop() != value:
                raise ValueError("parts that are not in one another")
        elif inside == ["VCALENDAR"]:
            whole[name] = value
        elif inside == ["VCALENDAR", "VEVENT"]:
            if name in event and name in ONCE:
                raise ValueError(f"{name} is there twice")
            event[name] = value
        else:
            raise ValueError(f"{name} stands in {inside}")
    _check(whole, event)
    return whole, event


def _read(line: str) -> tuple[str, str]:
    found = LINE.fullmatch(line)
    if found is None:
        raise ValueError("a line that is none")
    escapes = set(ESCAPE.findall(found[3]))
    if escapes - set("\\;,nN"):
        raise ValueError("an escape that does not exist")
    return found[1], ESCAPE.sub(lambda one: "\n" if one[1] in "nN" else one[1], found[3])


def _check(whole: dict[str, str], event: dict[str, str]) -> None:
    if whole.keys() < {"PRODID", "VERSION", "METHOD"} or whole["VERSION"] != "2.0":
        raise ValueError("no calendar of version 2.0")
    if missing := NEEDED - event.keys():
        raise ValueError(f"without {sorted(missing)}")
    for name in ("DTSTAMP", "DTSTART", "DTEND"):
        if not UTC_TIME.fullmatch(event[name]):
            raise ValueError(f"{name} needs a zone")
    if (whole["METHOD"] == "CANCEL") != (event["STATUS"] == "CANCELLED"):
        raise ValueError("the method is not that of the status")
