"""Finds somebody of whom a coordinator typed the e-mail address or the name."""

from sqlmodel import Session

from storage import directory
from storage.directory import Known


def called(session: Session, organisation_id: int, who: str) -> list[Known]:
    """The active people with this e-mail address or name."""
    if "@" in who:
        found = directory.by_emails(session, organisation_id, [who.lower()])
        return [one for one in found if one.active]
    return directory.by_name(session, organisation_id, who)
