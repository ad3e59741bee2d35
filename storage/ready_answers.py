"""Ready texts for reporters that an organisation made itself: sealed, because somebody typed them."""

import uuid
from typing import NamedTuple

from sqlmodel import Session, col, delete, select

from storage import purpose_keys, sealing
from storage.tables.casework import ReadyAnswer
from storage.vault import Destroyed, Vault

PURPOSE = "ready"


class Ready(NamedTuple):
    """A ready text; its `version` is another one after each change."""

    id: str
    name: str
    text: str
    version: str = ""


def of(session: Session, vault: Vault, organisation_id: int) -> list[Ready]:
    """The texts of an organisation, by name."""
    rows = session.exec(select(ReadyAnswer).where(ReadyAnswer.organisation_id == organisation_id)).all()
    if not rows:
        return []
    try:
        key = purpose_keys.get(vault, organisation_id, PURPOSE)
    except Destroyed:  # an older key database was put back
        return []
    found = []
    for row in rows:
        value = sealing.unseal(key, row.sealed, PURPOSE, organisation_id, row.id)
        found.append(Ready(row.id, value["name"], value["text"], row.sealed[: sealing.NONCE].hex()))
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def put(session: Session, vault: Vault, organisation_id: int, ready: Ready) -> None:
    """Keeps a text, new (without an id) or in place of what it was."""
    key, ready_id = purpose_keys.make(vault, organisation_id, PURPOSE), ready.id or uuid.uuid4().hex
    value = {"name": ready.name, "text": ready.text}
    sealed = sealing.seal(key, value, PURPOSE, organisation_id, ready_id)
    session.merge(ReadyAnswer(id=ready_id, organisation_id=organisation_id, sealed=sealed))
    session.flush()


def drop(session: Session, organisation_id: int, ready_id: str) -> None:
    """Forgets a text of the organisation; does nothing when it is gone."""
    mine = col(ReadyAnswer.id) == ready_id, col(ReadyAnswer.organisation_id) == organisation_id
    session.exec(delete(ReadyAnswer).where(*mine))
