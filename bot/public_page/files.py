"""What hangs and lies where people work: a poster, cards and stickers with the address of the page as QR."""

from bot.documents.rendering import fitting, render
from bot.files.orders import PDF, Asked, Made
from bot.foundation import access
from bot.foundation.mistakes import Mistake
from bot.foundation.style import current
from bot.foundation.words import LOCALES, text
from bot.public_page import address
from storage import public_pages


def poster(asked: Asked) -> Made:
    """A page for the notice board, with the word if there is one."""
    return _made(asked, "poster")


def cards(asked: Asked) -> Made:
    """Ten cards to cut out, of the size of a bank card. They are taken along: the word is not on them."""
    return _made(asked, "cards")


def stickers(asked: Asked) -> Made:
    """Twelve stickers, for a locker or a machine; without the word."""
    return _made(asked, "stickers")


def _made(asked: Asked, what: str) -> Made:
    """Raises Mistake for who may not, and where there is no page."""
    import segno  # only where a paper is made

    at, slug = address.of(asked.organisation.slug), asked.organisation.slug
    if not asked.person.roles & access.MAY["open_page"] or not at:
        raise Mistake("not_allowed")
    page = public_pages.of(asked.session, asked.vault, asked.organisation.id)
    title = asked.say("page.paper.heading")
    data = {
        "lang": asked.locale,
        "title": title,
        "title_size": fitting(title, 34, 36),
        "organisation": asked.organisation.name,
        "address": at.partition("//")[2],
        "qr": segno.make_qr(at, error="m").svg_inline(border=2, omitsize=True),
        "alt": asked.say("page.paper.alt", address=at),
        "word": page.word if page.state == "word" and what == "poster" else "",
        "what": what,
        "languages": [_said(locale, slug) for locale in LOCALES],
    }
    name = asked.say(f"page.paper.files.{what}")
    return Made(name, PDF, render("page", data, current(slug)))


def _said(locale: str, slug: str) -> dict[str, str]:
    names = ("heading", "text", "anonymous", "steps", "own_phone", "word", "danger")
    return {"lang": locale} | {name: text(f"page.paper.{name}", locale, slug).strip() for name in names}
