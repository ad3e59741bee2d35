"""The coordinator opens the page, closes it, and says behind which word it is."""

from bot.files import orders
from bot.foundation import audit
from bot.foundation.context import Context
from bot.foundation.sanitize import line
from bot.foundation.screen import Answer, Event, Input, Note, Option, Part, Screen
from bot.public_page import address, participant
from bot.screens.forms import check
from bot.screens.layout import Frame
from storage import public_pages
from storage.db import one_at_a_time
from storage.locks import Lock
from storage.public_pages import STATES, Page

FRAME = Frame("page")
SHORTEST = 4  # letters and digits of a word
PAPERS = ("page_poster", "page_cards", "page_stickers")


def open_page(ctx: Context, event: Event) -> Screen:
    """How the page stands, with what is to be printed for it."""
    return _shown(ctx, public_pages.of(ctx.session, ctx.vault, ctx.organisation.id))


def save(ctx: Context, event: Event) -> Screen:
    """Opens or closes the page, or changes its word."""
    screen = _shown(ctx, public_pages.of(ctx.session, ctx.vault, ctx.organisation.id))
    answers, errors = check(ctx, screen.inputs, event.values)
    word = line(str(answers.get("word", "")))
    if not errors and answers["state"] == "word" and is_too_short(word):
        errors = {"word": ctx.say("page.mistakes.short", count=SHORTEST)}
    if errors:
        return screen.with_errors(errors, answers)
    after = Page(next(one for one in STATES if one == answers["state"]), word)
    change(ctx, after)
    return _shown(ctx, after, (Note(ctx.say("page.saved")),))


def is_too_short(word: str) -> bool:
    """Whether a word has fewer letters and digits than one must have."""
    return len(participant.plain(word)) < SHORTEST


def change(ctx: Context, after: Page) -> bool:
    """Has the page stand like this from now on, and tells the trail; gives whether it stood otherwise."""
    one_at_a_time(ctx.session.connection(), Lock.PUBLIC_PAGE)
    if after == public_pages.of(ctx.session, ctx.vault, ctx.organisation.id):
        return False
    public_pages.put(ctx.session, ctx.vault, ctx.organisation.id, after)
    audit.tell(ctx, "page.changed", detail=after.state)
    return True


def _shown(ctx: Context, page: Page, also: tuple[Part, ...] = ()) -> Screen:
    at = address.of(ctx.organisation.slug)
    where = Answer(ctx.say("page.address"), at) if at else Note(ctx.say("page.no_host"), urgent=True)
    state = Input(
        "state",
        "choice",
        ctx.say("page.state.label"),
        required=True,
        options=tuple(
            Option(one, ctx.say(f"page.state.options.{one}"), ctx.say(f"page.state.hints.{one}"))
            for one in STATES
        ),
        value=page.state,
    )
    word = Input(
        "word",
        "text",
        ctx.say("page.new_word.label"),
        ctx.say("page.new_word.hint"),
        max_length=participant.LONGEST,
        value=page.word,
    )
    papers = tuple(orders.button(ctx.say(f"page.actions.{kind}"), kind) for kind in PAPERS) if at else ()
    save = FRAME.action(ctx, "save", "save", primary=True)
    return FRAME.screen(ctx, "manage", (*also, where), papers, inputs=(state, word), submit=save)
