"""What was brought to somebody, for whom they see it on the web: made anew from what was delivered.

Nothing is kept for it. What is no longer wanted, because it was done or is over, is not there any more.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice

from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.room import HOUSE
from bot.foundation.screen import Action, Event, Heading, Note, Paragraph, Part, Rich, Row, Screen
from bot.messages.mailings import Moment, Recipient
from bot.screens.layout import to_menu
from storage import mailings

KEPT = timedelta(days=14)
MOST = 20  # that are looked at
SHOWN = 3  # above the menu


def above_menu(ctx: Context) -> tuple[Part, ...]:
    """The newest messages, one line each with a button; not in chat, where the messages are."""
    if ctx.platform.is_chat:
        return ()
    rows = tuple(_row(ctx, id, message) for id, message in islice(_messages(ctx), SHOWN))
    return (Heading(ctx.say("inbox.heading")), *rows, Heading(ctx.say("inbox.menu"))) if rows else ()


def show(ctx: Context, event: Event) -> Screen:
    """One message with all its buttons. Raises Mistake for another's, or one that is no longer wanted."""
    for id, message in _messages(ctx):
        if id == event.argument:
            menu = to_menu(ctx)
            return replace(message, actions=(*message.actions, menu))
    raise Mistake("message_gone")


def _messages(ctx: Context) -> Iterator[tuple[str, Screen]]:
    """The messages that still are wanted, newest first, each with the id of its delivery."""
    person = ctx.person
    if person is None or not ctx.at_home:
        return
    who = Recipient(person.id, person.name, person.email)
    for row in mailings.brought(ctx.session, ctx.organisation.id, person.id, ctx.today - KEPT, MOST):
        moment = Moment(ctx.session, ctx.organisation, who, row.about, ctx.locale, ctx.today)
        shown = HOUSE.messages[row.kind].show(moment) if row.kind in HOUSE.messages else None
        if shown is not None and not shown.confidential:
            yield row.id, shown


def _row(ctx: Context, id: str, message: Screen) -> Row:
    """One line. A message with one button is done with there; with more, it opens first."""
    detail = next((_said(part) for part in message.body if _said(part)), "")
    opens = Action("inbox", "show", ctx.say("inbox.show"), id)
    return Row(message.title, detail, message.actions[0] if len(message.actions) == 1 else opens)


def _said(part: Part) -> str:
    if isinstance(part, Paragraph | Note):
        return part.text
    return " ".join(part.lines) if isinstance(part, Rich) else ""
