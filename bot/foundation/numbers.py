"""Whole numbers that come from outside, on a button or in a field: one way to read them."""

LONGEST = 9  # digits of an id


def parse_count(text: str, most: int, least: int = 0) -> int | None:
    """A whole number that somebody typed, from `least` to `most`; nothing when it is not one of those."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(most)) + 2):
        return None
    number = int(text)
    return number if least <= number <= most else None


def parse_id(text: str) -> int:
    """The number that an action carries, such as an id; 0 for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST else 0
