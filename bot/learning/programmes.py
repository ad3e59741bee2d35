"""How far somebody is in a whole programme: which of its modules are theirs, and which of those are done."""

from collections.abc import Collection
from typing import NamedTuple

from sqlmodel import Session

from bot.learning import content
from bot.learning.content import Module, Programme
from storage import groups
from storage.learning import LearningRow
from storage.organisations import OrganisationRow


class Standing(NamedTuple):
    """A programme, the modules of it that are somebody's, and those that they finished, by name."""

    programme: Programme
    modules: tuple[Module, ...]
    finished: dict[str, LearningRow]

    @property
    def is_complete(self) -> bool:
        """Whether all of it is done."""
        return len(self.finished) == len(self.modules)


def modules(
    session: Session, organisation: OrganisationRow, person_id: int, rows: Collection[LearningRow]
) -> tuple[Module, ...]:
    """In their order, the modules for everybody, for this person's groups, or theirs already: of those they
    have `rows`. One of a yearly programme is there when it is theirs: each has its year."""
    keys = {group.id: group.key for group in groups.every(session, organisation.id)}
    member = {keys[id] for id in groups.memberships(session, [person_id]).get(person_id, set())}
    own = {(row.programme, row.module) for row in rows}
    return tuple(
        programme.modules[entry.name]
        for programme in content.of(organisation.slug).values()
        for entry in programme.entries
        if (programme.name, entry.name) in own
        or (not programme.yearly and (not entry.groups or member & set(entry.groups)))
    )


def begun(
    organisation: OrganisationRow, rows: Collection[LearningRow], theirs: Collection[Module]
) -> list[Standing]:
    """Each programme of which somebody finished something, by their `rows` and the modules that are `theirs`;
    not those that come back each year: they never end."""
    finished = {(row.programme, row.module): row for row in rows if row.finished_on}
    found = []
    for programme in content.of(organisation.slug).values():
        its = tuple(one for one in theirs if one.programme == programme.name)
        done = {
            one.name: finished[programme.name, one.name]
            for one in its
            if (programme.name, one.name) in finished
        }
        if done and not programme.yearly:
            found.append(Standing(programme, its, done))
    return found
