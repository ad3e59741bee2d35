"""Polls in which nobody can see who voted what, and everybody votes once. See docs/decisions/0015.

The votes are numbers in a box, sealed under a key of the poll alone; who voted is a hash under that key.
Closing puts the result in the box's place and lets go of the key, and of who voted.
"""

import hmac
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session

from bot.foundation.context import ZONE, Context
from bot.foundation.mistakes import Mistake
from storage import counted_once, organisations, poll_keys, polls, sealing
from storage.db import reading, unit
from storage.polls import PollRow
from storage.vault import Destroyed, Vault

FEW = 5  # votes from which there is a result to see
WIDTH = 4  # bytes of one number, so that a box never tells by its length
ORPHAN_AGE = timedelta(days=2)


def begin(
    ctx: Context, kind: str, about: str, answers: Sequence[str], opens_on: date, closes_on: date
) -> PollRow:
    """A new poll, open from the first day to the last."""
    name, key = poll_keys.make(ctx.vault, ctx.today)
    poll = polls.add(
        ctx.session, ctx.organisation.id, kind, about, answers, opens_on, closes_on, key_name=name
    )
    polls.put_box(ctx.session, poll.id, _sealed(key, poll, [0] * len(answers), [0] * len(answers)))
    return poll


def vote(ctx: Context, poll_id: int, answer: str) -> PollRow:
    """Counts a vote, and notes apart from it that this person voted. Raises Mistake."""
    poll = polls.by_id(ctx.session, ctx.organisation.id, poll_id, lock=True)
    if poll is None or poll.box is None or not poll.opens_on <= ctx.today <= poll.closes_on:
        raise Mistake("poll_closed")
    if answer not in poll.answers:
        raise Mistake("dialogue_changed")
    key = _key(ctx, poll)
    if not counted_once.take(ctx.session, _scope(poll), voter(key, _who(ctx))):
        raise Mistake("poll_voted")
    votes, shown = _opened(key, poll)
    votes[poll.answers.index(answer)] += 1
    polls.put_box(ctx.session, poll.id, _sealed(key, poll, votes, votes if sum(votes) % FEW == 0 else shown))
    return poll


def voted(ctx: Context, poll: PollRow) -> bool:
    """Whether this person voted in a poll that is still open."""
    if poll.closed:
        return False
    return counted_once.taken(ctx.session, _scope(poll), voter(_key(ctx, poll), _who(ctx)))


def so_far(ctx: Context, poll: PollRow) -> tuple[int, ...]:
    """A number for each answer, or nothing when there are too few votes. Of an open poll as it was at the
    last five votes, so that no single vote can be seen to come in."""
    if poll.closed:
        return poll.result
    _, shown = _opened(_key(ctx, poll), poll)
    return tuple(shown) if sum(shown) >= FEW else ()


def close(session: Session, vault: Vault, organisation_id: int, poll_id: int) -> None:
    """Counts for good. A poll that is closed already stays as it is; one whose key is gone (its row came back
    from a backup) keeps how many votes there were."""
    poll = polls.by_id(session, organisation_id, poll_id, lock=True)
    if poll is None or poll.closed:
        return
    try:
        votes, _ = _opened(poll_keys.get(vault, poll.key_name), poll)
        polls.close(session, poll.id, sum(votes), votes if sum(votes) >= FEW else ())
    except Destroyed:
        polls.close(session, poll.id, counted_once.number(session, _scope(poll)), ())
    counted_once.forget(session, _scope(poll))


def close_due(engine: Engine, vault: Vault, now: datetime) -> int:
    """Closes every poll whose last day is over, and lets go of the keys that no open poll needs. Gives how
    many were closed. Safe to run in several replicas at a time."""
    today, closed = now.astimezone(ZONE).date(), 0
    with reading(engine) as session:
        due = [
            (one.id, id)
            for one in organisations.everyone(session)
            for id in polls.due(session, one.id, today)
        ]
    for organisation_id, poll_id in due:
        with unit(engine) as session:
            close(session, vault, organisation_id, poll_id)
        closed += 1
    made = poll_keys.names(vault)
    with reading(engine) as session:
        known, still_open = polls.open_keys(session, made)
    old = {name for name, day in made.items() if name in known or day < today - ORPHAN_AGE}
    poll_keys.destroy(vault, old - still_open)
    return closed


def _who(ctx: Context) -> str:
    """One human votes once, from whichever account."""
    return f"person:{ctx.person.id}" if ctx.person else ctx.names[0]


def _key(ctx: Context, poll: PollRow) -> bytes:
    try:
        return poll_keys.get(ctx.vault, poll.key_name)
    except Destroyed:
        raise Mistake("poll_closed") from None


def voter(key: bytes, name: str) -> str:
    """How it is noted that somebody voted: nothing without the key of the poll."""
    return hmac.new(sealing.derive(key, "voter"), name.encode(), "sha256").hexdigest()


def _scope(poll: PollRow) -> str:
    return f"poll/{poll.id}"


def _sealed(key: bytes, poll: PollRow, votes: Sequence[int], shown: Sequence[int]) -> bytes:
    numbers = b"".join(number.to_bytes(WIDTH, "big") for number in (*votes, *shown))
    return sealing.wrap(key, numbers, "poll", poll.organisation_id, poll.id)


def _opened(key: bytes, poll: PollRow) -> tuple[list[int], list[int]]:
    assert poll.box is not None
    raw = sealing.unwrap(key, poll.box, "poll", poll.organisation_id, poll.id)
    numbers = [int.from_bytes(raw[at : at + WIDTH], "big") for at in range(0, len(raw), WIDTH)]
    return numbers[: len(poll.answers)], numbers[len(poll.answers) :]
