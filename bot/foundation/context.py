"""What every use case is given."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlmodel import Session

from bot.foundation import platform, words
from bot.foundation.limits import Limits
from bot.foundation.platform import Platform
from bot.foundation.sanitize import is_id
from bot.foundation.zone import ZONE as ZONE  # as most who use it have a Context too
from storage import openings, organisations, people
from storage.organisations import DepartmentRow, OrganisationRow
from storage.people import PersonRow
from storage.tables.directory import NAMELESS
from storage.vault import Vault

HANDLERS = frozenset({"coordinator", "handler"})
DEPUTY = frozenset({"deputy"})

T = TypeVar("T")


class once(Generic[T]):  # noqa: N801 (a decorator)
    """A property that is worked out once.

    Not `functools.cached_property`: until Python 3.12 that has one lock for all contexts, and whoever waits
    for the database inside it makes those wait whom the database waits for.
    """

    def __init__(self, get: Callable[[Any], T]) -> None:
        self._get = get
        self.__doc__ = get.__doc__

    def __get__(self, context: Any, _: type) -> T:
        value = context.__dict__[self._get.__name__] = self._get(context)
        return value


@dataclass(frozen=True)
class Visitor:
    """Who is there, as far as the platform says. `user` is empty for somebody who is not logged in.

    `known_as` tells one visitor from another for limits only (a user id, or an IP address). `known_in` is the
    platform of `workspace` and `user` where that is another one: staff who came from chat to the web."""

    platform: str
    workspace: str = ""
    user: str = ""
    name: str = ""
    known_as: str = ""
    known_in: str = ""

    @property
    def address_platform(self) -> str:
        """The platform on which the directory knows them, and on which something can be brought to them."""
        return self.known_in or self.platform


@dataclass
class Context:
    """One unit of work. `served` are the organisations of this workspace; `organisation` is the one meant.

    `address` is where people reach us on the web (https://baken.example), when that is known."""

    session: Session
    vault: Vault
    visitor: Visitor
    served: tuple[OrganisationRow, ...]
    organisation: OrganisationRow
    locale: str
    now: datetime
    limits: Limits
    address: str = ""

    @classmethod
    def of(
        cls, session: Session, vault: Vault, visitor: Visitor, organisation: OrganisationRow, now: datetime
    ) -> "Context":
        """A visit to one organisation, in Dutch and with limits of its own: for what Baken does by itself."""
        return cls(session, vault, visitor, (organisation,), organisation, "nl", now, Limits())

    @property
    def platform(self) -> Platform:
        """Where the visitor is now, and what can be done there."""
        return platform.of(self.visitor.platform)

    @property
    def today(self) -> date:
        """The day in the Netherlands."""
        return self.now.astimezone(ZONE).date()

    @once
    def person(self) -> PersonRow | None:
        """The visitor in the directory, if they are there."""
        if not self.visitor.user:
            return None
        where = self.visitor.address_platform, self.visitor.workspace, self.visitor.user
        found = people.by_address(self.session, *where)
        return found and found._replace(name=self.called(found.name))

    @property
    def roles(self) -> frozenset[str]:
        """What the visitor may do in the organisation of this visit: a role counts only at home."""
        person = self.person
        return person.roles if person and person.organisation_id == self.organisation.id else frozenset()

    @property
    def at_home(self) -> bool:
        """Whether the visitor is in the directory of the organisation of this visit."""
        return self.person is not None and self.person.organisation_id == self.organisation.id

    @once
    def handlers(self) -> tuple[PersonRow, ...]:
        """Who handles reports of the organisation, the deputy too, by name, with those roles alone."""
        found = people.staff(self.session, self.organisation.id, HANDLERS | DEPUTY)
        return tuple(one._replace(name=self.called(one.name)) for one in found)

    @once
    def departments(self) -> tuple[DepartmentRow, ...]:
        """The departments of the organisation, by name."""
        return organisations.departments(self.session, self.organisation.id)

    @property
    def names(self) -> tuple[str, ...]:
        """Everything this visitor's account opens under "My reports": first what it is called itself."""
        visitor = self.visitor
        if not visitor.user:
            return ()
        return openings.names(self.session, visitor.address_platform, visitor.workspace, visitor.user)

    def called(self, name: str) -> str:
        """A name as people see it: whom the settings name by a user id has that for a name until the chat
        says more, and nobody is shown an id. Whoever was erased has no name."""
        if name == NAMELESS:
            return self.say("people.erased")
        return self.say("people.nameless") if not name.strip() or is_id(name) else name

    def say(self, key: str, /, **params: Any) -> str:
        """The words for a key in this person's language, the organisation's own where it has them."""
        return words.text(key, self.locale, self.organisation.slug, **params)

    def moved_to(self, organisation_id: int | None = None, locale: str | None = None) -> "Context":
        """The same visit for another organisation, or in another language."""
        if organisation_id in (None, self.organisation.id):
            return replace(self, locale=locale or self.locale)
        chosen = organisations.by_id(self.session, organisation_id or 0)
        return replace(self, organisation=chosen or self.organisation, locale=locale or self.locale)
