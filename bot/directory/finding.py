"""One person of the directory, whoever somebody means: by name, e-mail address, number or chat account."""

from sqlmodel import Session

from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from storage import directory, erasing, roles
from storage.directory import Known


def find(session: Session, organisation_id: int, who: str) -> Known:
    """Somebody by name, e-mail address, number, or chat account (platform:user), active or not.

    Raises Mistake when it is nobody, or more than one."""
    who = " ".join(who.split())
    platform, colon, user = who.partition(":")
    if "@" in who:
        found = directory.by_emails(session, organisation_id, [who.lower()])
    elif who.isdecimal():
        found = directory.by_ids(session, organisation_id, [parse_id(who)])
    elif colon:
        one = roles.of_user(session, organisation_id, platform, user)
        found = directory.by_ids(session, organisation_id, [one]) if one else []
    else:
        found = directory.by_ids(session, organisation_id, erasing.called(session, organisation_id, who))
    if not found:
        raise Mistake("person_none")
    if len(found) > 1:
        raise Mistake("person_several", numbers=", ".join(str(one.id) for one in found))
    return found[0]
