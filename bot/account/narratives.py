"""The story behind the counts: kept sealed, opened for the account."""

from datetime import date

from sqlmodel import Session

from bot.account.periods import halves
from storage import narratives as kept
from storage import purpose_keys, sealing
from storage.narratives import StoryRow
from storage.vault import Destroyed, Vault

LONGEST = 10  # years of stories in one account
ByHalfYear = dict[str, dict[str, str]]  # half-year → theme ("" for the whole) → text


def told(
    session: Session, vault: Vault, organisation_id: int, first: date, last: date, *, ready: bool
) -> ByHalfYear:
    """The newest stories of the half-years of a period; with `ready`, only those that may be published."""
    found: ByHalfYear = {}
    for half in list(halves(first, last))[-2 * LONGEST :]:
        rows = kept.newest(session, organisation_id, half)
        texts = {
            theme: opened(vault, organisation_id, row)
            for theme, row in rows.items()
            if row.ready or not ready
        }
        found |= {half: {theme: text for theme, text in texts.items() if text}}
    return found


def opened(vault: Vault, organisation_id: int, row: StoryRow) -> str:
    """The text of a story; nothing when its key is destroyed."""
    try:
        key = purpose_keys.get(vault, organisation_id, purpose_keys.STORIES)
    except Destroyed:
        return ""
    place = ("story", organisation_id, row.half, row.theme, row.version)
    return str(sealing.unseal(key, row.sealed, *place))


def sealed(vault: Vault, organisation_id: int, half: str, theme: str, version: int, text: str) -> bytes:
    """A text sealed as this version of this story."""
    key = purpose_keys.make(vault, organisation_id, purpose_keys.STORIES)
    return sealing.seal(key, text, "story", organisation_id, half, theme, version)
