"""Files for people: asked for on a screen, carried the way the platform can, made when they are fetched.

A room gives a screen `file=files.offer(ctx, kind, argument)`, or a button of `files.button`. Who makes a kind
is in bot/files/makers.py.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session

from bot.foundation import drafts, words
from bot.foundation.context import ZONE, Context
from bot.foundation.drafts import State
from bot.foundation.mistakes import Mistake
from bot.foundation.room import HOUSE
from bot.foundation.screen import Action, Event, FileOrder, Note, Screen
from bot.messages import notices
from bot.screens.layout import to_menu
from storage.organisations import OrganisationRow
from storage.people import PersonRow
from storage.vault import Vault

LIFE = timedelta(minutes=10)  # of a ticket

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF, PNG, SVG, ICS = "application/pdf", "image/png", "image/svg+xml", "text/calendar"
CSV, JSON = "text/csv", "application/json"


class Asked(NamedTuple):
    """What a maker is given. Nothing has looked yet at what `argument` says, nor whether this person may."""

    session: Session
    vault: Vault
    organisation: OrganisationRow
    person: PersonRow
    argument: str
    locale: str
    now: datetime

    @property
    def today(self) -> date:
        """The day in the Netherlands."""
        return self.now.astimezone(ZONE).date()

    def say(self, key: str, /, **params: Any) -> str:
        """The words for a key, in the language of whom this is for and in the organisation's own words."""
        return words.text(key, self.locale, self.organisation.slug, **params)


class Made(NamedTuple):
    """A file: its name with extension, what it is, and its bytes (none yet when made in a process apart).

    `told` is what the audit trail is told before anybody gets it: what was done, and codes that say more."""

    name: str
    media_type: str
    content: bytes = b""
    told: tuple[str, str] | None = None


Maker = Callable[[Asked], Made]  # raises Mistake when this person may not have it, or it is not there


def offer(ctx: Context, kind: str, argument: str = "") -> FileOrder:
    """What a screen carries for a file; where it comes as a message, it is sent after this unit of work.

    `argument` is at most 100 printable ASCII characters. Raises Mistake for who is not in the directory, in
    chat for what no chat carries, and at a flood."""
    assert len(argument) <= 100 and argument.isascii() and argument.isprintable()
    if ctx.person is None:
        raise Mistake("not_allowed")
    if ctx.platform.is_chat and kind in HOUSE.on_web_alone:
        raise Mistake("file_on_web")
    if wait := ctx.limits.files.take(f"person:{ctx.person.id}", ctx.now):
        raise Mistake("too_many_files", count=max(1, -(-int(wait.total_seconds()) // 60)))
    order = FileOrder(kind, argument, ctx.person.id, ctx.locale)
    carried = ctx.platform.carries_files
    if carried == "message":
        notices.order_file(ctx, order)
    return replace(order, ticket=_ticket(ctx, order)) if carried == "link" else order


def how(ctx: Context) -> str:
    """A sentence on how a file comes here: as a message, by a button that works once, or by a link."""
    return ctx.say(f"files.how.{ctx.platform.carries_files}")


def button(label: str, kind: str, argument: str = "") -> Action:
    """A button that gives a file, on whatever screen or message."""
    return Action("file", "open", label, f"{kind}/{argument}")


def open_file(ctx: Context, event: Event) -> Screen:
    """The screen that carries a file."""
    kind, _, argument = event.argument.partition("/")
    return Screen(
        "file",
        "ready",
        ctx.say("files.title"),
        (Note(how(ctx)),),
        actions=(to_menu(ctx),),
        locale=ctx.locale,
        file=offer(ctx, kind, argument),
    )


def redeem(ctx: Context, ticket: str) -> FileOrder:
    """The order behind a ticket, which is void from now on. Raises Mistake."""
    state = drafts.load(ctx, ticket, "file")
    drafts.drop(ctx, ticket)
    if datetime.fromisoformat(state["until"]) < ctx.now:
        raise Mistake("dialogue_gone")
    return FileOrder(*state["order"])


def _ticket(ctx: Context, order: FileOrder) -> str:
    until = (ctx.now + LIFE).isoformat()
    kept = [order.kind, order.argument, order.person_id, order.locale]
    state: State = {"dialogue": "file", "order": kept, "until": until}
    return drafts.begin(ctx, state)
