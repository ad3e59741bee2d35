"""Receipt codes and report numbers: made to be written down and read aloud."""

import secrets
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.visit import Visit
from storage import receipts as storage_receipts
from storage import reports
from storage.vault import Vault

# Crockford's base 32: no I, L, O or U; 16 characters of 5 bits are 80 bits.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16
NUMBER_LENGTH = 6
READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})


class Receipt(NamedTuple):
    """A code as it is written down, and where the database finds it."""

    code: str
    lookup: str


def new(vault: Vault) -> Receipt:
    """A receipt with a code of 80 random bits in four groups of four."""
    code = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(CODE_LENGTH // 4))
    return Receipt(code, vault.receipt_lookup(plain(code)))


def new_number(ctx: Context) -> str:
    """A random number for a report (never a sequence: that would tell how many there are)."""
    while True:
        characters = "".join(secrets.choice(ALPHABET) for _ in range(NUMBER_LENGTH))
        number = f"{characters[:3]}-{characters[3:]}"
        if not reports.number_taken(ctx.session, ctx.organisation.id, number):
            return number


def plain(code: str) -> str:
    """A code as it is looked up, whatever a phone or a word processor made of dashes, spaces and letters."""
    same = unicodedata.normalize("NFKC", code)
    return "".join(character for character in same if character.isalnum()).upper().translate(READ_AS)


def find(visit: Visit, code: str) -> str:
    """The id of the report a code leads to. Wrong tries are counted and made to wait. Raises Mistake.

    While there are receipts from before decision 34, what is not found is looked for once more by the slow
    hash, which is made while no unit of work is open."""
    typed = plain(code)
    whole = len(typed) == CODE_LENGTH and set(typed) <= set(ALPHABET)
    with visit.reading() as ctx:
        give_back = _take(ctx)
        found = storage_receipts.by_receipt(ctx.session, visit.vault.receipt_lookup(typed)) if whole else None
        look_further = whole and found is None and storage_receipts.has_old_receipts(ctx.session)
    if look_further:
        lookup = visit.vault.old_receipt_lookup(typed)
        with visit.reading() as ctx:
            found = storage_receipts.by_receipt(ctx.session, lookup)
    if found is None:
        raise Mistake("code_unknown")
    give_back()
    return found.id


def _take(ctx: Context) -> Callable[[], None]:
    """Takes a try of this person, or of a stranger's network; gives how to give it back. Raises Mistake."""
    limits, who, now = ctx.limits, ctx.visitor.known_as, ctx.now
    if not ctx.visitor.user:
        if not limits.strangers.take(who, now):
            raise Mistake("too_busy")
        return lambda: limits.strangers.give_back(who)
    if wait := limits.lookups.take(who, now):
        raise Mistake("too_many_tries", count=max(1, -(-int(wait.total_seconds()) // 60)))
    return lambda: limits.lookups.give_back(who, now)
