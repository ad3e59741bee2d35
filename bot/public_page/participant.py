"""The doorstep of the page: what it is for, what others see of it, and in."""

import hmac
import unicodedata
from dataclasses import replace

from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Action, Event, Input, Note, Part, Screen
from bot.foundation.words import prose
from bot.reports import filing, filing_screens, readers, turns
from bot.screens.forms import check
from bot.screens.layout import Frame
from storage import public_pages
from storage.public_pages import Page

FRAME = Frame("page")
LONGEST = 40  # characters of a word


def front(ctx: Context, event: Event) -> Screen:
    """What somebody sees who opens the page, whether it is open or not."""
    return _front(ctx, public_pages.of(ctx.session, ctx.vault, ctx.organisation.id))


def begin(ctx: Context, event: Event) -> Screen:
    """A new report, for who knows the word if there is one. Raises Mistake for too many tries, and when the
    page is closed."""
    page = public_pages.of(ctx.session, ctx.vault, ctx.organisation.id)
    screen = _front(ctx, page)
    if screen.submit is None:  # it is closed
        return screen
    if page.state == "word":
        answers, errors = check(ctx, screen.inputs, event.values)
        if errors:
            return screen.with_errors(errors, answers)
        tries = f"{ctx.organisation.slug}/{ctx.visitor.known_as}"
        if not ctx.limits.public_words.take(tries, ctx.now):
            raise Mistake("too_busy")
        if not is_the_word(page.word, str(answers["word"])):
            return screen.with_errors({"word": ctx.say("page.mistakes.word")}, answers)
        ctx.limits.public_words.give_back(tries)
    if not turns.may_begin(ctx):
        raise Mistake("too_busy")
    return filing.begin(ctx, event)


def is_the_word(word: str, typed: str) -> bool:
    """Whether somebody typed the word, however they wrote it."""
    return hmac.compare_digest(plain(word).encode(), plain(typed).encode())


def plain(word: str) -> str:
    """A word without what people write differently: capitals, spaces, dashes, accents."""
    apart = unicodedata.normalize("NFKD", word).casefold()
    return "".join(letter for letter in apart if letter.isalnum())


def _front(ctx: Context, page: Page) -> Screen:
    is_open = page.state != "off" and bool(readers.handlers(ctx))
    numbers = filing_screens.numbers(ctx)
    follow = Action("follow", "open", ctx.say("page.actions.follow"))
    if not is_open:
        closed = Note(ctx.say("page.closed"), urgent=True)
        shut = FRAME.screen(ctx, "front", (closed, numbers), (follow,), words="front_closed")
        return replace(shut, close=None)  # there is nothing behind it
    parts: tuple[Part, ...] = (numbers, *prose(ctx.say("page.honest")))
    label, hint = ctx.say("page.word.label"), ctx.say("page.word.hint")
    word = Input("word", "text", label, hint, required=True, max_length=LONGEST)
    begin = FRAME.action(ctx, "begin", "begin", primary=True)
    asked = (word,) if page.state == "word" else ()
    shown = FRAME.screen(ctx, "front", parts, (follow,), inputs=asked, submit=begin)
    return replace(shown, close=None)
