"""Staff come from chat to the web: a link that works once and soon, and the short session that it opens.

The session is known by a random token in a cookie; the cookie also says when it was last used, so that the
database holds no time of last contact (see docs/privacy.md).
"""

import hashlib
import hmac
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session

from bot.foundation import access, audit, drafts
from bot.foundation.context import Context, Visitor
from bot.foundation.drafts import State
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Event, Link, Screen
from bot.foundation.words import prose
from bot.screens.layout import to_close, to_menu
from storage import people, sessions
from storage.people import AddressRow, PersonRow
from storage.sessions import SessionRow
from storage.vault import Vault

PATH = "/in/"  # of a link; the ticket follows
LINK = timedelta(minutes=10)
LONGEST = timedelta(minutes=60)  # of a session
IDLE = timedelta(minutes=20)
SKEW = timedelta(minutes=1)  # that clocks of replicas may differ


class Guest(NamedTuple):
    """Somebody who came from chat: who they are, and until when."""

    token: str
    person: PersonRow
    visitor: Visitor
    until: datetime


def open_link(ctx: Context, event: Event) -> Screen:
    """The screen with the link."""
    if not ctx.address or not ctx.visitor.user:
        raise Mistake("web_not_ready")
    assert ctx.person is not None
    address = AddressRow(ctx.visitor.address_platform, ctx.visitor.workspace, ctx.visitor.user)
    link = made(ctx, ctx.person.id, address, "web.opened")
    return Screen(
        "web",
        "link",
        ctx.say("staff.link.title"),
        (*prose(ctx.say("staff.link.text")), Link(ctx.say("staff.link.button"), link)),
        actions=(to_menu(ctx),),
        close=to_close(ctx),
        locale=ctx.locale,
    )


def made(ctx: Context, person_id: int, address: AddressRow, action: str) -> str:
    """A link for one person, found by this address; its use is told to the trail as this action."""
    state: State = {
        "dialogue": "web",
        "person": person_id,
        "address": list(address),
        "locale": ctx.locale,
        "until": (ctx.now + LINK).isoformat(),
        "action": action,
    }
    return f"{ctx.address}{PATH}{drafts.begin(ctx, state)}?lang={ctx.locale}"


def whose(ctx: Context, ticket: str) -> PersonRow:
    """For whom a link is; looking uses nothing up. Raises Mistake when it works no more."""
    return _guest(ctx, _ticket(ctx, ticket))[1]


def enter(ctx: Context, ticket: str, before: str = "") -> tuple[str, str]:
    """Uses a link up; gives the token of the session that it opens, and the person's language.

    `before` is the token of the session that this browser had, which is over. Raises Mistake."""
    state = _ticket(ctx, ticket)
    drafts.drop(ctx, ticket)
    visitor, person = _guest(ctx, state)
    if before:
        sessions.end(ctx.session, _hash(before))
    token = secrets.token_urlsafe(32)
    address = AddressRow(visitor.address_platform, visitor.workspace, visitor.user)
    row = SessionRow(person.organisation_id, person.id, address, ctx.now + LONGEST)
    sessions.begin(ctx.session, _hash(token), row)
    action = state.get("action", "web.opened")  # one of the version before has none
    audit.tell(replace(ctx, visitor=visitor).moved_to(person.organisation_id), action)
    return token, state["locale"]


def leave(ctx: Context, guest: Guest) -> None:
    """Logs out: from here on the cookie opens nothing, whoever has it."""
    sessions.end(ctx.session, _hash(guest.token))
    audit.tell(replace(ctx, visitor=guest.visitor).moved_to(guest.person.organisation_id), "web.closed")


def cookie(vault: Vault, token: str, now: datetime) -> str:
    """What the browser keeps: the token, and when it was used last, which only we can write."""
    at = int(now.timestamp())
    return f"{token}.{at}.{vault.session_mark(token, at)}"


def guest(session: Session, vault: Vault, cookie: str, now: datetime) -> Guest | None:
    """Who comes with this cookie; nobody when the session is over, or the person is not there any more."""
    token, at, mark = (*cookie.split("."), "", "", "")[:3]
    if not (at.isascii() and at.isdecimal() and len(at) < 12 and mark.isascii()):
        return None
    if not hmac.compare_digest(mark, vault.session_mark(token, int(at))):
        return None
    if not -SKEW <= now - datetime.fromtimestamp(int(at), UTC) <= IDLE:
        return None
    found = sessions.get(session, _hash(token), now)
    person = people.by_address(session, *found.address) if found else None
    if found is None or person is None or person.id != found.person_id or not may_come(person):
        return None
    return Guest(token, person, _visitor(found.address, person), found.expires_at)


def may_come(person: PersonRow) -> bool:
    """Whether somebody has a role for which there is more on the web than in a browser without a login."""
    return bool(person.roles & access.MAY["open_web"])


def _ticket(ctx: Context, ticket: str) -> State:
    try:
        state = drafts.load(ctx, ticket, "web")
    except Mistake:
        raise Mistake("web_link_gone") from None
    if datetime.fromisoformat(state["until"]) < ctx.now:
        raise Mistake("web_link_gone")
    return state


def _guest(ctx: Context, state: State) -> tuple[Visitor, PersonRow]:
    """Who asked for the link, if they are still that person and may still come."""
    address = AddressRow(*state["address"])
    person = people.by_address(ctx.session, *address)
    if person is None or person.id != state["person"] or not may_come(person):
        raise Mistake("web_link_gone")
    return _visitor(address, person), person


def _visitor(address: AddressRow, person: PersonRow) -> Visitor:
    known_as = ":".join(address)  # as in chat, so that limits count both together
    return Visitor("web", address.workspace, address.user, person.name, known_as, known_in=address.platform)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
