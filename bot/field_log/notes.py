"""The notes of activities: sealed, each for its own activity, under one key of the organisation."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session

from storage import field_log, purpose_keys, sealing
from storage.field_log import LoggedRow
from storage.vault import Destroyed, Vault

PLACE = "logged"


def keep(session: Session, vault: Vault, organisation_id: int, texts: Iterable[tuple[int, str]]) -> None:
    """Seals the notes of activities: the id of each, and its text."""
    key = purpose_keys.make(vault, organisation_id, purpose_keys.LOG)
    for id, text in texts:
        sealed = sealing.seal(key, text, PLACE, organisation_id, id) if text else b""
        field_log.keep_note(session, organisation_id, id, sealed)


def keep_all(session: Session, vault: Vault, organisation_id: int, texts: Sequence[tuple[int, str]]) -> None:
    """The same of very many new activities: the id of each, and its text."""
    key = purpose_keys.make(vault, organisation_id, purpose_keys.LOG)
    sealed = ((id, sealing.seal(key, text, PLACE, organisation_id, id)) for id, text in texts)
    field_log.keep_notes(session, organisation_id, sealed)


def read(vault: Vault, organisation_id: int, rows: Iterable[LoggedRow]) -> dict[int, str]:
    """The notes of activities by id; nothing for one without, and for all when the key is destroyed."""
    noted = [row for row in rows if row.sealed]
    if not noted:
        return {}
    try:
        key = purpose_keys.get(vault, organisation_id, purpose_keys.LOG)
    except Destroyed:
        return {}
    return {row.id: str(sealing.unseal(key, row.sealed, PLACE, organisation_id, row.id)) for row in noted}
