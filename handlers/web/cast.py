"""Who there is to be in the demo."""

from typing import NamedTuple

from sqlmodel import Session

from storage import people
from storage.people import PersonRow

WORKSPACE = "demo"
ROLES = ("employee", "newcomer", "lead", "coordinator", "handler", "deputy", "privacy_officer", "management")


class Member(NamedTuple):
    """`key` is what the words call the role, and the person's address on the web."""

    key: str
    person: PersonRow


def everyone(session: Session) -> tuple[Member, ...]:
    """The people that a visitor of the demo can be, in the order in which a report passes them."""
    found = dict(people.at(session, "web", WORKSPACE))
    return tuple(Member(key, found[key]) for key in ROLES if key in found)


def find(session: Session, key: str) -> Member | None:
    """The person of a role, if the demo has one."""
    person = people.by_address(session, "web", WORKSPACE, key) if key in ROLES else None
    return Member(key, person) if person else None
