"""Who comes to handle reports does not read those that were kept from anybody before (decision 44)."""

from collections.abc import Sequence

from sqlmodel import Session

from bot.foundation.access import HANDLERS
from storage import exclusions
from storage.roles import Holder
from storage.vault import Vault


def keep_from_newcomers(
    session: Session,
    vault: Vault,
    organisation_id: int,
    before: Sequence[Holder] | None,
    after: Sequence[Holder],
) -> None:
    """In the unit of work that gives the role. At the first look (`before` is None) nobody is new."""
    if before is None:
        return
    had = {one.person_id for one in before if _handles(one)}
    for one in after:
        if _handles(one) and one.person_id not in had:
            aside = vault.handler_keys(organisation_id, one.person_id)[1]
            exclusions.keep_from(session, organisation_id, aside, one.person_id)


def _handles(holder: Holder) -> bool:
    return not HANDLERS.isdisjoint(holder.roles.split())
