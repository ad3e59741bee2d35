"""Whose turn it is on the page for who has no account, when very many come at the same moment (decision 57).

A turn is a moment, kept in the sealed draft: nothing else remembers who waits, and a restart takes no place
away. Who proves some work of their browser goes sooner."""

import hashlib
import secrets
from datetime import datetime, timedelta

from bot.foundation.context import Context
from bot.foundation.drafts import State
from bot.foundation.limits import neighbourhood
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Values

LONGEST = timedelta(minutes=45)  # somebody waits; a draft lives longer
ONION = "onion"  # what all people are known as who come over an onion service: nobody has an address there
GOOD_FOR = timedelta(minutes=15)  # a puzzle is to be solved in
EASIEST, HARDEST = 16, 20  # bits that are to be nought: some seconds of a phone, and half a minute
NO_PUZZLE = {"puzzle": "", "bits": 0, "until": ""}  # where it would not help: the network's own pace stays
HARDER = timedelta(seconds=30)  # that those wait who solved one; for each of them the next has a bit more


def may_begin(ctx: Context) -> bool:
    """Whether somebody may begin a form. Who was not here within the hour always may; all others of an
    organisation share a pace, so that what is begun and thrown away fills no disk."""
    limits, who, where = ctx.limits, ctx.visitor.known_as, ctx.organisation.slug
    if who != ONION:
        if not limits.public_begins.take(f"{where}/{who}", ctx.now):
            return False
        if limits.public_begun.take(f"{where}/{neighbourhood(who)}", ctx.now):
            return True
    return limits.public_forms.take(f"{where}/{ONION if who == ONION else ''}", ctx.now)


def waits(ctx: Context, state: State, values: Values) -> bool:
    """Whether who sends this waits for their turn, which then stands in the state. `values` may hold the
    proof of their work. Raises Mistake when so many wait that there is no turn to give."""
    if "turn" not in state:
        least, at, line = _next(ctx)
        if at <= ctx.now:
            return False
        state["turn"] = {"line": line, "least": least.isoformat(), "at": at.isoformat()}
        state["turn"] |= _puzzle(ctx) if at > least else NO_PUZZLE
    else:
        _go_sooner(ctx, state["turn"], str(values.get("proof", "")))
    return moment(state) > ctx.now


def moment(state: State) -> datetime:
    """When it is their turn who wait."""
    return datetime.fromisoformat(state["turn"]["at"])


def is_proof(puzzle: str, bits: int, proof: str) -> bool:
    """Whether this number solves a puzzle: the SHA-256 of both begins with so many bits that are nought."""
    if not (puzzle and proof.isascii() and proof.isdigit() and len(proof) <= 15):
        return False
    return int.from_bytes(hashlib.sha256(f"{puzzle}:{proof}".encode()).digest()) >> (256 - bits) == 0


def _next(ctx: Context) -> tuple[datetime, datetime, str]:
    """The first moment for this network, for this visitor, and the line in which that is."""
    limits, who, where, now = ctx.limits, ctx.visitor.known_as, ctx.organisation.slug, ctx.now
    least, line = now, ONION
    if who != ONION:
        free = limits.public_reports.reserve(f"{where}/{who}", now, LONGEST)
        if free is None:
            raise Mistake("network_full")
        least = free
        line = "first" if limits.public_sent.take(f"{where}/{neighbourhood(who)}", now) else "again"
    at = limits.public_lines[line].reserve(f"{line}/{where}", now, LONGEST)
    if at is None:
        limits.public_reports.give_back(f"{where}/{who}")
        raise Mistake("line_full")
    return least, max(least, at), line


def _puzzle(ctx: Context) -> State:
    """A puzzle to solve, the harder the more people have solved one."""
    ahead = ctx.limits.public_lines["proven"].wait(f"proven/{ctx.organisation.slug}", ctx.now)
    bits = min(EASIEST + ahead // HARDER, HARDEST)
    return {"puzzle": secrets.token_hex(16), "bits": bits, "until": (ctx.now + GOOD_FOR).isoformat()}


def _go_sooner(ctx: Context, turn: State, proof: str) -> None:
    """Takes the proof, once; a puzzle that was left for too long becomes another one."""
    if not turn["puzzle"]:
        return
    if datetime.fromisoformat(turn["until"]) < ctx.now:
        turn |= _puzzle(ctx)
    elif is_proof(turn["puzzle"], turn["bits"], proof):
        turn["puzzle"] = ""
        lines, where = ctx.limits.public_lines, ctx.organisation.slug
        if sooner := lines["proven"].reserve(f"proven/{where}", ctx.now, LONGEST):
            least = datetime.fromisoformat(turn["least"])
            turn["at"] = min(datetime.fromisoformat(turn["at"]), max(least, sooner)).isoformat()
