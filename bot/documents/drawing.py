"""A drawing of the content, made from its words."""

from functools import lru_cache

from bot.documents.rendering import render
from bot.foundation import drawings
from bot.foundation.style import current
from bot.foundation.words import LOCALES


@lru_cache(maxsize=256)  # more than there are: each in two languages, by day and by night, and as PNG
def drawn(name: str, locale: str, format: str, night: bool) -> bytes | None:
    """A drawing in a language as svg or png, 1,200 pixels wide; nothing when there is none of that name. By
    `night` it is for a screen whose ground is dark."""
    if name not in drawings.names() or locale not in LOCALES:
        return None
    words = drawings.said(name, locale)
    data = {"lang": locale, "organisation": "", "night": night, **drawings.shape(name), **words}
    return render("drawing", data, current(""), "png" if format == "png" else "svg", ppi=180)
