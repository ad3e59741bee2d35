"""Target groups as SCIM's groups, and back."""

from collections.abc import Sequence

from scim2_models import (
    InvalidValueException,
    Meta,
    NotFoundException,
    PatchOp,
    ScimFilter,
    UniquenessException,
)
from sqlmodel import Session

from bot.directory import provisioning
from bot.directory.provisioning import Taken
from bot.foundation.sanitize import line
from handlers.scim.messages import Tell
from handlers.scim.models import POLICY, Group, Member
from storage import directory, groups
from storage.directory import Known
from storage.groups import Group as Row

LONGEST = 200  # characters of a name


class Groups:
    """The target groups of one organisation in one unit of work. Everything raises SCIMException."""

    def __init__(
        self, session: Session, organisation_id: int, base: str, with_members: bool, tell: Tell
    ) -> None:
        self.session, self.organisation_id, self.base = session, organisation_id, base
        self.with_members, self.tell = with_members, tell

    def get(self, id: str) -> Group:
        return self._resource(self._row(id))

    def page(self, start: int, count: int) -> tuple[int, list[Group]]:
        """How many there are, and one page of them; `start` counts from 1."""
        rows = groups.every(self.session, self.organisation_id)
        return len(rows), [self._resource(row) for row in rows[start - 1 : start - 1 + count]]

    def find(self, wanted: ScimFilter[Group]) -> list[Group]:
        """Every group that a filter lets through."""
        with POLICY:
            rows = [
                self._resource(row, members=True) for row in groups.every(self.session, self.organisation_id)
            ]
            return [one for one in rows if wanted.match(one)]

    def create(self, group: Group) -> Group:
        provisioning.begin(self.session)
        try:
            name, id = _name(group), group.external_id
            row = provisioning.create_group(self.session, self.organisation_id, name, id)
            provisioning.change_group(self.session, self.organisation_id, row, name, id, self._members(group))
        except Taken as error:
            raise UniquenessException(detail=f"Another group has this {error}.") from None
        self.tell(f"group:{row.id}", "created")
        return self.get(str(row.id))

    def replace(self, id: str, group: Group) -> Group:
        provisioning.begin(self.session)
        row = self._row(id)
        group.replace(self._resource(row, members=True))
        return self._save(row, group)

    def patch(self, id: str, patch: PatchOp[Group]) -> Group:
        provisioning.begin(self.session)
        row = self._row(id)
        group = self._resource(row, members=True)
        patch.patch(group, POLICY)
        return self._save(row, group)

    def delete(self, id: str) -> None:
        provisioning.begin(self.session)
        row = self._row(id)
        groups.drop(self.session, row.id)
        self.tell(f"group:{row.id}", "removed")

    def _save(self, row: Row, group: Group) -> Group:
        members = self._members(group)
        try:
            name, directory_id = _name(group), group.external_id
            changed = provisioning.change_group(
                self.session, self.organisation_id, row, name, directory_id, members
            )
        except Taken as error:
            raise UniquenessException(detail=f"Another group has this {error}.") from None
        if changed:
            self.tell(f"group:{row.id}", "changed")
        return self.get(str(row.id))

    def _row(self, id: str) -> Row:
        for row in groups.every(self.session, self.organisation_id):
            if str(row.id) == id:
                return row
        raise NotFoundException(detail=f"There is no group {id}.")

    def _resource(self, row: Row, members: bool = False) -> Group:
        ids = groups.members(self.session, row.id) if members or self.with_members else []
        return Group(
            id=str(row.id),
            external_id=row.directory_id,
            display_name=row.name,
            members=[self._member(one.scim_id) for one in self._people(ids)] or None,
            meta=Meta(resource_type="Group", location=f"{self.base}/Groups/{row.id}"),
        )

    def _people(self, ids: Sequence[int]) -> list[Known]:
        return sorted(directory.by_ids(self.session, self.organisation_id, ids), key=lambda one: one.id)

    def _members(self, group: Group) -> set[int]:
        """The people among the members; what is not the id of a person, as of a group, is left out."""
        values = [one.value or "" for one in group.members or [] if one.type != "Group"]
        return {one.id for one in directory.by_scim_ids(self.session, self.organisation_id, values)}

    def _member(self, id: str) -> Member:
        shown = {"value": id, "$ref": f"{self.base}/Users/{id}", "type": "User"}
        return Member.model_validate(shown)


def _name(group: Group) -> str:
    name = line(group.display_name or "")[:LONGEST]
    if not name:
        raise InvalidValueException(detail="displayName is empty.")
    return name
