"""The state of an open dialogue, under a random token that the platform carries and the database does not.

A state is JSON; it never says who is there. Closing the dialogue loses the token, and with it the state.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from storage import drafts, sealing

LIFE = timedelta(hours=2)

State = dict[str, Any]


def begin(ctx: Context, state: State) -> str:
    """Keeps a new state and gives its token."""
    token = secrets.token_urlsafe(32)
    save(ctx, token, state)
    return token


def save(ctx: Context, token: str, state: State) -> None:
    """Keeps a state for two hours, less what is left of a quarter: the moment itself is not written down."""
    end = ctx.now + LIFE
    end -= timedelta(minutes=end.minute % 15, seconds=end.second, microseconds=end.microsecond)
    sealed = sealing.seal(ctx.vault.draft_key(token), state, "draft")
    drafts.put(ctx.session, _hash(token), sealed, end)


def load(ctx: Context, token: str, dialogue: str) -> State:
    """The state behind a token, locked until the unit of work ends. Raises Mistake when there is none."""
    sealed = drafts.get(ctx.session, _hash(token), ctx.now) if token else None
    if sealed is None:
        raise Mistake("dialogue_gone")
    state: State = sealing.unseal(ctx.vault.draft_key(token), sealed, "draft")
    if state["dialogue"] != dialogue:
        raise Mistake("dialogue_gone")
    return state


def drop(ctx: Context, token: str) -> None:
    """Wipes a state; does nothing when it is gone already."""
    if token:
        drafts.drop(ctx.session, _hash(token))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
