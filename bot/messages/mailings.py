"""Pushes: what is brought to many people, each of them once, whatever fails. The coordinator can steer it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlmodel import Session

from bot.foundation import words
from bot.foundation.context import ZONE
from storage import mailings
from storage.mailings import PushRow
from storage.organisations import OrganisationRow


class Recipient(NamedTuple):
    """Somebody of the directory to whom something is brought."""

    id: int
    name: str
    email: str


class Moment(NamedTuple):
    """What is known when a message to one person is made; `about` is what its push was planned with."""

    session: Session
    organisation: OrganisationRow
    person: Recipient
    about: str
    locale: str
    today: date

    def say(self, key: str, /, **params: Any) -> str:
        """The words for a key, in the language of whom this is for and in the organisation's own words."""
        return words.text(key, self.locale, self.organisation.slug, **params)


class Naming(NamedTuple):
    """What is known when somebody is told what a push is."""

    session: Session
    organisation: OrganisationRow
    push: PushRow
    locale: str

    def say(self, key: str, /, **params: Any) -> str:
        """The words for a key, in the language and the own words of the organisation."""
        return words.text(key, self.locale, self.organisation.slug, **params)

    @property
    def about(self) -> tuple[str, str]:
        """What it is about, in its two halves, such as "remind" and "12"; the second may be empty."""
        kind, id, *_ = (*self.push.about.split("/"), "")
        return kind, id


def plan(
    session: Session,
    organisation_id: int,
    kind: str,
    key: str,
    person_ids: Iterable[int],
    not_before: datetime,
    about: str = "",
) -> int:
    """Plans one message for each person, once ever for this organisation, key and person.

    `kind` says who makes the message (in a room.py), `about` of what, such as "onboarding/signals"; both are
    short and ASCII and name nobody. Nothing goes out before `not_before`. Gives how many people were new."""
    day = not_before.astimezone(ZONE).date()
    return mailings.plan(session, organisation_id, kind, key, about, person_ids, not_before, day)
