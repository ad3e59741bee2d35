"""The handout of a team meeting: a page to take along or to hang up, perhaps with a drawing on its back."""

from collections.abc import Sequence

from bot.documents.drawing import drawn
from bot.documents.rendering import Format, fitting, render
from bot.foundation import drawings, words
from bot.foundation.style import current
from storage.organisations import OrganisationRow

Line = tuple[str, str]  # a label with its number or place


def handout(
    organisation: OrganisationRow,
    title: str,
    signals: Sequence[str],
    do: Sequence[str],
    dont: Sequence[str],
    numbers: Sequence[Line],
    contacts: Sequence[Line],
    locale: str,
    before_numbers: str = "",
    drawing: str = "",
    format: Format = "pdf",
) -> bytes:
    """One A4 page, with letters as large as it has room for; about 2,500 characters are readable.
    `before_numbers` is a sentence above the phone numbers. A `drawing` (one of content/drawings) fills a
    second page, for the back or for the wall."""

    said = {
        key: words.text(f"documents.handout.{key}", locale, organisation.slug)
        for key in ("kind", "signals", "do", "dont", "contacts")
    }
    data = {
        "lang": locale,
        "title": title,
        "organisation": organisation.name,
        "title_size": fitting(title, 30, 30),
        "signals": list(signals),
        "do": list(do),
        "dont": list(dont),
        "numbers": [list(line) for line in numbers],
        "contacts": [list(line) for line in contacts],
        "before_numbers": before_numbers,
        "words": said,
        "drawing": (drawn(drawing, locale, "svg", night=False) or b"").decode() if drawing else "",
        "drawing_alt": drawings.said(drawing, locale)["alt"] if drawing else "",
    }
    return render("handout", data, current(organisation.slug), format)
