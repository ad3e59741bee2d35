"""Lists of reports that somebody kept under a name of their own: sealed, because they typed it."""

import uuid
from typing import NamedTuple

from sqlmodel import Session, col, delete, func, select

from storage import purpose_keys, sealing
from storage.tables.casework import SavedView
from storage.vault import Destroyed, Vault

PURPOSE = "views"


class View(NamedTuple):
    """A list under a name; `shows` is the list as an action carries it."""

    id: str
    name: str
    shows: str


def of(session: Session, vault: Vault, organisation_id: int, person_id: int) -> list[View]:
    """Somebody's views, by name."""
    wanted = select(SavedView).where(
        SavedView.organisation_id == organisation_id, SavedView.person_id == person_id
    )
    rows = session.exec(wanted).all()
    if not rows:
        return []
    try:
        key = purpose_keys.get(vault, organisation_id, PURPOSE)
    except Destroyed:  # an older key database was put back
        return []
    found = []
    for row in rows:
        value = sealing.unseal(key, row.sealed, PURPOSE, organisation_id, row.id)
        found.append(View(row.id, value["name"], value["shows"]))
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def count(session: Session, person_id: int) -> int:
    """How many views somebody has."""
    return session.exec(select(func.count()).where(SavedView.person_id == person_id)).one()


def put(session: Session, vault: Vault, organisation_id: int, person_id: int, view: View) -> None:
    """Keeps a view, new (without an id) or in place of what it was."""
    key, view_id = purpose_keys.make(vault, organisation_id, PURPOSE), view.id or uuid.uuid4().hex
    value = {"name": view.name, "shows": view.shows}
    sealed = sealing.seal(key, value, PURPOSE, organisation_id, view_id)
    whose = {"organisation_id": organisation_id, "person_id": person_id}
    session.merge(SavedView(id=view_id, sealed=sealed, **whose))
    session.flush()


def drop(session: Session, person_id: int, view_id: str) -> None:
    """Forgets a view of somebody; does nothing when it is gone, or somebody else's."""
    session.exec(delete(SavedView).where(col(SavedView.id) == view_id, col(SavedView.person_id) == person_id))
