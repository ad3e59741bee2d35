"""How far somebody is in a whole programme: which of its modules are theirs, and which of those are done."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlmodel import Session

from bot.learning import content
from bot.learning.content import Module, Programme
from storage import groups, learning
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


def of(session: Session, organisation: OrganisationRow, person_id: int) -> list[Standing]:
    """Each programme of which somebody had a module; not those that come back each year: they never end."""
    rows = learning.of_person(session, organisation.id, person_id)
    found = []
    for programme in content.of(organisation.slug).values():
        own = {row.module: row for row in rows if row.programme == programme.name}
        if own and not programme.yearly:
            had = {(programme.name, name) for name in own}
            theirs = tuple(modules(session, organisation, person_id, [programme], had))
            done = {
                one.name: own[one.name] for one in theirs if one.name in own and own[one.name].finished_on
            }
            found.append(Standing(programme, theirs, done))
    return found


def modules(
    session: Session,
    organisation: OrganisationRow,
    person_id: int,
    programmes: Iterable[Programme],
    own: set[tuple[str, str]],
) -> Iterable[Module]:
    """In their order, the modules for everybody, for this person's groups, or theirs already. One of a yearly
    programme is there when it is theirs: each has its year."""
    keys = {group.id: group.key for group in groups.every(session, organisation.id)}
    member = {keys[id] for id in groups.memberships(session, [person_id]).get(person_id, set())}
    for programme in programmes:
        for entry in programme.entries:
            is_open = not programme.yearly and (not entry.groups or member & set(entry.groups))
            if is_open or (programme.name, entry.name) in own:
                yield programme.modules[entry.name]
