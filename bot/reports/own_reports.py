"""Somebody shows that another account is theirs, so that this one opens what that one opens.

A code of its own goes to each other account of the same person. Whoever was given an account by somebody else
has nothing by that; whoever reads the message in the old account and types its code in the new one has both.
The screens are the same for everybody: whether there is another account, or any report, is not on them.
"""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.foundation import drafts
from bot.foundation.context import Context
from bot.foundation.drafts import State
from bot.foundation.mistakes import Mistake
from bot.foundation.platform import is_chat
from bot.foundation.screen import Action, Event, Note, Screen
from bot.foundation.words import prose
from bot.messages import notices
from bot.reports.follow_up import open_mine
from bot.reports.receipts import ALPHABET, plain
from bot.screens.dialogue import Question
from bot.screens.forms import check, fields
from bot.screens.layout import to_close
from storage import openings, people
from storage.people import AddressRow

CODE = Question("code", "text", required=True, max_length=40)
LENGTH = 8  # characters of 5 bits
LASTS = timedelta(minutes=15)
TRIES = 5


class Account(NamedTuple):
    """Another account of the same person: where a code goes, and where its reports are found."""

    address: AddressRow
    places: tuple[AddressRow, ...]


def begin(ctx: Context, event: Event) -> Screen:
    """Says what will happen; sends nothing yet."""
    return Screen(
        "proof",
        "ask",
        ctx.say("proof.steps.ask.title"),
        prose(ctx.say("proof.steps.ask.text")),
        actions=(
            Action("proof", "send", ctx.say("proof.actions.send"), style="primary"),
            Action("mine", "open", ctx.say("follow.actions.back")),
        ),
        close=to_close(ctx),
        locale=ctx.locale,
    )


def send(ctx: Context, event: Event) -> Screen:
    """Sends each other account of this person a code of its own, and asks for it. Raises Mistake when it
    was often done. Leaves nothing in the trail: it would tell who looks for reports of their own."""
    who = f"person:{ctx.person.id}" if ctx.person else ctx.visitor.known_as
    if wait := ctx.limits.proofs.take(who, ctx.now):
        raise Mistake("too_many_proofs", count=max(1, -(-int(wait.total_seconds()) // 60)))
    state: State = {
        "dialogue": "proof",
        "codes": [],
        "tries": 0,
        "until": (ctx.now + LASTS).isoformat(),
        "done": False,
    }
    token = drafts.begin(ctx, state)
    for account in _others(ctx):
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        notices.proof(ctx, account.address, f"{code[:4]}-{code[4:]}")
        state["codes"].append(_mark(ctx, token, account, code))
    drafts.save(ctx, token, state)
    return _screen(ctx, token)


def enter(ctx: Context, event: Event) -> Screen:
    """The right code opens what the account opens to which it went; anything else says so beside the field.

    Raises Mistake when the code came too late, or after too many wrong ones."""
    state = drafts.load(ctx, event.token, "proof")
    screen = _screen(ctx, event.token)
    if event.step != screen.step:
        return screen
    if state["done"]:
        return _opened(ctx)
    answers, errors = check(ctx, screen.inputs, event.values)
    if errors:
        return screen.with_errors(errors, answers)
    if ctx.now > datetime.fromisoformat(state["until"]) or state["tries"] >= TRIES:
        raise Mistake("proof_over")
    account = _proved(ctx, event.token, state, plain(str(answers["code"])))
    if account is None:
        state["tries"] += 1
        drafts.save(ctx, event.token, state)
        return screen.with_errors({"code": ctx.say("proof.wrong")}, answers)
    visitor = ctx.visitor
    for place in account.places:
        found = openings.names(ctx.session, *place)
        openings.open_for(ctx.session, visitor.address_platform, visitor.workspace, visitor.user, found)
    state["done"] = True
    drafts.save(ctx, event.token, state)
    return _opened(ctx)


def _proved(ctx: Context, token: str, state: State, code: str) -> Account | None:
    """The account to which this code went, for as long as it is one of the same person."""
    for account in _others(ctx):
        if _mark(ctx, token, account, code) in state["codes"]:
            return account
    return None


def _mark(ctx: Context, token: str, account: Account, code: str) -> str:
    """What is kept of a code: bound to this dialogue, to who asked, and to the account that it went to."""
    own = [openings.own_name(ctx.session, *place) for place in account.places]
    return ctx.vault.proof_mark(token, ctx.names[0], *own, code)


def _others(ctx: Context) -> Iterator[Account]:
    """The accounts in chat of this person but for this one. Whom the settings name is in every workspace."""
    if ctx.person is None:
        return
    visitor, person = ctx.visitor, ctx.person
    every: dict[tuple[str, str], list[AddressRow]] = {}
    for one in people.addresses(ctx.session, person.id):
        if is_chat(one.platform):
            every.setdefault((one.platform, one.user), []).append(one)
    for (platform, user), found in every.items():
        named = {one.workspace for one in found} - {""}
        if any(not one.workspace for one in found):
            named.update(openings.workspaces(ctx.session, person.organisation_id, platform))
        places = tuple(AddressRow(platform, workspace, user) for workspace in sorted(named))
        own = AddressRow(visitor.address_platform, visitor.workspace, visitor.user)
        if places and own not in places:
            yield Account(max(found), places)


def _screen(ctx: Context, token: str) -> Screen:
    return Screen(
        "proof",
        "code",
        ctx.say("proof.steps.code.title"),
        prose(ctx.say("proof.steps.code.text")),
        inputs=fields(ctx, "proof", (CODE,), {}, {}),
        submit=Action("proof", "enter", ctx.say("proof.actions.enter"), style="primary"),
        close=to_close(ctx),
        token=token,
        locale=ctx.locale,
    )


def _opened(ctx: Context) -> Screen:
    listed = open_mine(ctx, Event("mine", "open"))
    return replace(listed, body=(Note(ctx.say("proof.done")), *listed.body))
