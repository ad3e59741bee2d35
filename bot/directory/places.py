"""Departments and teams by name during an import; makes those that are not there yet."""

from typing import NamedTuple

from sqlmodel import Session

from bot.tabular.cells import Unclear
from storage import directory


class Where(NamedTuple):
    """Where somebody works."""

    department_id: int | None
    team_id: int | None


class Places:
    """The departments and teams of an organisation. In a dry run new ones get a number below zero."""

    def __init__(self, organisation_id: int, dry: bool) -> None:
        self.organisation_id, self.dry = organisation_id, dry
        self.new: list[str] = []
        self._departments: dict[str, int] = {}
        self._teams: dict[tuple[int, str], int] = {}

    def look(self, session: Session) -> None:
        """Finds what there is; another import may have added some."""
        for place in directory.places(session, self.organisation_id):
            if place.team_id is None:
                self._departments[place.department.casefold()] = place.department_id
            else:
                self._teams[place.department_id, place.team.casefold()] = place.team_id

    def find(self, session: Session, department: str, team: str) -> Where:
        """Where a department and a team are.

        Without a department, the team must be one that there is, in one department only. Raises Unclear."""
        if not department:
            return self._by_team(team) if team else Where(None, None)
        department_id = self._department(session, department)
        return Where(department_id, self._team(session, department_id, team) if team else None)

    def department_only(self, session: Session, department: str, now: Where) -> Where:
        """Where somebody works of whom only the department is told: the team stays when it is part of it."""
        if not department:
            return Where(None, None)
        department_id = self._department(session, department)
        stays = any(where == department_id and id == now.team_id for (where, _), id in self._teams.items())
        return Where(department_id, now.team_id if stays else None)

    def _by_team(self, team: str) -> Where:
        found = [
            Where(department, id) for (department, name), id in self._teams.items() if name == team.casefold()
        ]
        if len(found) != 1:
            raise Unclear("team_without_department")
        return found[0]

    def _department(self, session: Session, name: str) -> int:
        key = name.casefold()
        if key not in self._departments:
            found = self._alike(name)
            if found is None:
                self.new.append(name)
                add = directory.add_department
                found = -len(self.new) if self.dry else add(session, self.organisation_id, name)
            self._departments[key] = found
        return self._departments[key]

    def _alike(self, name: str) -> int | None:
        """The one department that differs in its spaces alone: "Burger zaken" is Burgerzaken."""
        ids = {id for known, id in self._departments.items() if _bare(known) == _bare(name.casefold())}
        return next(iter(ids)) if len(ids) == 1 else None

    def _team(self, session: Session, department_id: int, name: str) -> int:
        key = department_id, name.casefold()
        if key not in self._teams:
            self.new.append(name)
            add = directory.add_team
            self._teams[key] = (
                -len(self.new) if self.dry else add(session, self.organisation_id, department_id, name)
            )
        return self._teams[key]


def _bare(name: str) -> str:
    return "".join(name.split())
