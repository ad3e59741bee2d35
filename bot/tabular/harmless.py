"""A text in a file for a spreadsheet, which would take some for a formula and run it."""

RISKY = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would see a formula."""
    return f"'{text}" if text.startswith(RISKY) else text
