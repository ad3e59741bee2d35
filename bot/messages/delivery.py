"""Delivery: brings what is due to people, each message at most once.

What is due is handed out in batches (by the engine, in whatever replica). A batch is sent in groups: a group
is claimed, waits for its turn, is begun in a committed unit of work, sent, and settled. What was in hand when
a process died is `unknown`: it may have arrived, so it is never sent again by itself.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Engine
from sqlmodel import Session

from bot.foundation.context import ZONE
from bot.foundation.screen import FileOrder, Screen
from bot.messages import compose
from bot.messages.compose import Written
from bot.messages.courier import Address, Letter, Outcome, Pace, Post
from storage import batches, deliveries, pace
from storage.db import reading, unit
from storage.deliveries import Claimed, Settled
from storage.pace import Wanted
from storage.vault import Vault

SIZES = {"notices": 20, "files": 1, "pushes": 200}  # of a batch, by queue
UNDER_WAY = 4_800  # deliveries of a queue in batches at one moment, so that a cancel is felt soon
GROUP = 100  # messages claimed at a time, at most
AHEAD = 0.1  # seconds of turns that are claimed at a time: what is in hand is what a death leaves unknown
EARLY = 0.05  # seconds before its turn a message is taken in hand: to commit that takes a while
HORIZON = 5.0  # seconds that a claimed message may wait for its turn
PATIENCE = 32  # times as late as a platform's pace says, at most: on a machine that cannot keep up
WAITS = (10, 30, 120, 600, 1800, 3600)  # seconds before the next try; the last one stays
GIVE_UP = 100  # tries: about four days


class Work(NamedTuple):
    """What delivery is done with; `report` is told of failures that nobody expected. Once `is_over`, nothing
    new is taken in hand."""

    engine: Engine
    vault: Vault
    post: Post
    now: Callable[[], datetime]
    report: Callable[[Exception], None]
    is_over: Callable[[], bool] = lambda: False


class _Going(NamedTuple):
    row: Claimed
    address: Address
    what: Screen | FileOrder
    lanes: tuple[str, str]  # of the workspace and of the conversation
    pace: Pace


class _Sending(NamedTuple):
    row: Claimed
    letter: Letter
    lanes: tuple[str, str]


def is_due(engine: Engine, queue: str, now: datetime) -> bool:
    """Whether there is anything to hand out."""
    with reading(engine) as session:
        return batches.is_due(session, queue, now)


def hand_out(engine: Engine, queue: str, now: datetime, name: str) -> list[str]:
    """Puts what is due into batches and gives them; by the same name once more, the same ones and more."""
    with unit(engine) as session:
        return batches.hand_out(session, queue, now, name, SIZES[queue], UNDER_WAY)


def send_batch(work: Work, batch: str) -> int:
    """Sends what is left of a batch; gives how many deliveries that were. Safe in two replicas at a time."""
    run, done, late = secrets.token_hex(8), 0, 0
    with unit(work.engine) as session:
        batches.interrupted(session, batch, _midnight(work))
    while not work.is_over():
        patience = min(2 ** max(late - 1, 0), PATIENCE)  # once too late is a hiccup
        number, too_late = _send_group(work, batch, run, patience)
        if not number:
            break
        done += number - too_late
        late = late + 1 if too_late else max(late - 1, 0)
    with unit(work.engine) as session:
        batches.release(session, batch, run)
    return done


def under_way(engine: Engine) -> list[str]:
    """The batches that hold anything that has not ended."""
    with reading(engine) as session:
        return batches.under_way(session)


def free(work: Work, batch: str) -> None:
    """Takes a batch apart that nobody works on: what was in hand is unknown, the rest is handed out anew."""
    with unit(work.engine) as session:
        batches.interrupted(session, batch, _midnight(work))
        batches.release(session, batch, "")


def send_due(work: Work) -> int:
    """Sends all that is due, here and now, without an engine. Gives how many deliveries were handled."""
    done = 0
    for queue in SIZES:
        for batch in hand_out(work.engine, queue, work.now(), secrets.token_hex(4)):
            done += send_batch(work, batch)
    return done


def _send_group(work: Work, batch: str, run: str, patience: int) -> tuple[int, int]:
    """Sends some messages; gives how many those were, and how many of them gave up their turn."""
    too_late = 0
    with unit(work.engine) as session:
        claimed = deliveries.claim(session, batch, run, _group(work))
        written = compose.write(session, work.vault, claimed, work.post.paces, work.now(), work.report)
        sending, settled = _in_turn(work, session, written, patience)
        deliveries.settle(session, run, settled, _today(work))
    if sending:
        work.post.wait(min(one.letter.turn for one in sending) - EARLY)
        with unit(work.engine) as session:
            begun = deliveries.begin(session, run, [one.row.id for one in sending])
        sending = [one for one in sending if one.row.id in begun]
        outcomes = work.post.carry([one.letter for one in sending])
        with unit(work.engine) as session:
            _settle(work, session, run, sending, outcomes)
        too_late = sum(not one.tried for one in outcomes)
    return len(claimed), too_late


def _group(work: Work) -> int:
    """Few at a time where messages are far apart, so that little is in hand when a process dies."""
    apart = max((one.workspace for one in work.post.paces.values()), default=0.0)
    return max(1, min(GROUP, int(AHEAD / apart))) if apart else GROUP


def _in_turn(
    work: Work, session: Session, written: Sequence[Written], patience: int
) -> tuple[list[_Sending], list[Settled]]:
    """Gives each letter its turn, in its workspace and its conversation; what cannot go now is settled."""
    now, midnight = work.now().timestamp(), _midnight(work)
    going, settled = [], []
    for row, address, what, why, later in written:
        if later:
            settled.append(Settled(row.id, "pending", later, why, tried=1 if why else 0))
        elif why or what is None or address is None:
            settled.append(Settled(row.id, "failed" if why else "cancelled", midnight, why))
        elif address.platform not in work.post.paces:
            settled.append(_later(work, row, 0.0))
        else:
            lanes = f"{address.platform}/{address.workspace}", work.vault.lane(*address)
            going.append(_Going(row, address, what, lanes, work.post.paces[address.platform]))
    free = pace.free_at(session, {lane for one in going for lane in one.lanes})
    near = []
    for one in going:
        workspace, conversation = one.lanes
        wait_for = max(
            free.get(workspace, 0.0) if free.get(workspace, 0.0) > now + HORIZON else 0.0,
            free.get(conversation, 0.0) if free.get(conversation, 0.0) > now else 0.0,
        )
        if wait_for:
            settled.append(Settled(one.row.id, "pending", datetime.fromtimestamp(wait_for, UTC), tried=0))
        else:
            near.append(one)
            free[conversation] = now + one.pace.conversation
    return _reserved(session, near, now, patience), settled


def _reserved(session: Session, near: Sequence[_Going], now: float, patience: int) -> list[_Sending]:
    """Takes a place for each in its workspace, and keeps its conversation free for a while after that."""
    many = Counter(one.lanes[0] for one in near)
    paces = {one.lanes[0]: one.pace for one in near}
    wanted = {lane: Wanted(many[lane], its.workspace, its.catch_up) for lane, its in paces.items()}
    turns = pace.reserve(session, wanted, now)
    sending, busy = [], {}
    for row, address, what, lanes, its_pace in near:
        workspace, conversation = lanes
        turn = turns[workspace]
        turns[workspace] += its_pace.workspace
        busy[conversation] = max(turn, now) + its_pace.conversation
        sending.append(_Sending(row, Letter(address, what, turn, its_pace.late * patience), lanes))
    pace.hold(session, busy)
    return sending


def _settle(
    work: Work, session: Session, run: str, sending: Sequence[_Sending], outcomes: Sequence[Outcome]
) -> None:
    midnight = _midnight(work)
    settled, arrived, unused = [], [], []
    for (row, _, (workspace, conversation)), outcome in zip(sending, outcomes, strict=True):
        if outcome.wait_seconds:
            pace.hold(session, {workspace: work.now().timestamp() + outcome.wait_seconds})
        if outcome.state == "sent" and row.person_id is None:
            arrived.append(row.id)
        elif outcome.state != "pending":
            settled.append(Settled(row.id, outcome.state, midnight, outcome.why))
        elif outcome.tried:
            settled.append(_later(work, row, outcome.wait_seconds))
        else:
            unused.append(conversation)
            settled.append(Settled(row.id, "pending", work.now(), tried=0, stays=True))
    pace.free(session, unused)
    deliveries.drop(session, run, arrived)
    deliveries.settle(session, run, settled, _today(work))


def _later(work: Work, row: Claimed, wait_seconds: float) -> Settled:
    if row.attempts + 1 >= GIVE_UP:
        return Settled(row.id, "failed", _midnight(work), "gave_up")
    wait = max(WAITS[min(row.attempts, len(WAITS) - 1)], wait_seconds)
    return Settled(row.id, "pending", work.now() + timedelta(seconds=wait))


def _today(work: Work) -> date:
    return work.now().astimezone(ZONE).date()


def _midnight(work: Work) -> datetime:
    """All that a settled row remembers of its moment is the day."""
    return datetime.combine(_today(work), datetime.min.time(), ZONE)
