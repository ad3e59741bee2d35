"""Takes some rows of a file over into the directory, and counts what that changes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session

from bot.directory import identity
from bot.directory.entries import Entry, Problem
from bot.directory.groups import Groups
from bot.directory.identity import Claim
from bot.directory.places import Places, Where
from bot.tabular.cells import Unclear
from storage import directory, groups, leavers
from storage.directory import Known

WHO = ("email", "name", "directory_id", "personnel_number", "active")  # what says who somebody is


@dataclass
class Outcome:
    """What an import did, or in a dry run would do: how many people, and what was wrong with which row."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    returned: int = 0
    left: int = 0
    never_here: int = 0  # left before they ever were in the directory: not added
    missing: int = 0  # made inactive because they are not in the file
    kept: int = 0  # not in the file, but named in the settings
    refused: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    new: list[str] = field(default_factory=list)  # departments, teams and target groups


class Taker:
    """Takes over rows of one file."""

    def __init__(
        self,
        organisation_id: int,
        fields: frozenset[str],
        today: date,
        dry: bool,
        outcome: Outcome,
        guarded: Collection[int] = (),
    ) -> None:
        """`guarded` are people whose row is refused when it would change who they are, or end them."""
        self.organisation_id, self.fields, self.today, self.guarded = organisation_id, fields, today, guarded
        self.dry, self.outcome = dry, outcome
        self.places, self.groups = Places(organisation_id, dry), Groups(organisation_id, dry)
        self._rows: dict[int, int] = {}  # person → the row that was about them
        self._leavers: dict[int, int] = {}  # who left and whose address another human has now → that row

    def take(self, session: Session, entries: Sequence[Entry]) -> None:
        """Takes some rows over in one unit of work; the leads come later, when everybody is there."""
        self.places.look(session)
        self.groups.look(session)
        new: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        moved: list[int] = []
        taken: list[tuple[Entry, Known | None]] = []
        matched = self._match(session, entries)
        regroup = self._regrouping(session, matched)
        for entry, person in matched:
            try:
                values = self._values(session, entry, person)
            except Unclear as unclear:
                self.outcome.refused.append(Problem(entry.row, unclear.why))
                continue
            if person and person.id in self.guarded and self._is_another(person, values):
                self.outcome.refused.append(Problem(entry.row, "keeps_role"))
                continue
            if person is None and not values["active"]:
                self.outcome.never_here += 1
                continue
            taken.append((entry, person))
            if person is None:
                self.outcome.added += 1
                self.groups.ids(session, entry.groups)  # so that a dry run names the new ones too
                new.append({"organisation_id": self.organisation_id, **values})
            elif self._differs(entry, person, values, regroup):
                self._count(person, values)
                changed.append({"id": person.id, **values})
                if person.email != values["email"]:
                    moved.append(person.id)
            else:
                self.outcome.unchanged += 1
        if not self.dry:
            leavers.release(session, list(self._leavers))
            leavers.clear_emails(session, moved)  # so that an address may go from one to the next
            directory.insert_people(session, new)
            directory.update_people(session, changed)
            self._group(session, taken, regroup)

    def lead(self, session: Session, entries: Sequence[Entry]) -> None:
        """Writes who leads whom, once everybody is there."""
        emails = [entry.email for entry in entries]
        leads = directory.by_emails(session, self.organisation_id, [one.lead for one in entries if one.lead])
        ids = {lead.email: lead.id for lead in leads}
        people = {one.email: one for one in directory.by_emails(session, self.organisation_id, emails)}
        directory.update_people(
            session,
            [
                {"id": person.id, "lead_id": ids.get(entry.lead)}
                for entry in entries
                if (person := people.get(entry.email)) and person.lead_id != ids.get(entry.lead)
            ],
        )

    def _match(self, session: Session, entries: Sequence[Entry]) -> list[tuple[Entry, Known | None]]:
        """Each row with whom it is about: by the id in the directory of the organisation, or by e-mail."""
        ids = [entry.directory_id for entry in entries if entry.directory_id]
        numbers = [entry.personnel_number for entry in entries if entry.personnel_number]
        lasting = directory.by_directory_ids(session, self.organisation_id, ids)
        lasting += directory.by_personnel_numbers(session, self.organisation_id, numbers)
        emails = [entry.email for entry in entries]
        mailed = {one.email: one for one in directory.by_emails(session, self.organisation_id, emails)}
        by_id = {one.directory_id: one for one in lasting if one.directory_id}
        by_number = {one.personnel_number: one for one in lasting if one.personnel_number}
        self._leavers = {}
        moving = {  # who gets another e-mail address in this file: theirs may go to somebody else
            one.id
            for entry in entries
            if (one := by_id.get(entry.directory_id) or by_number.get(entry.personnel_number))
            and one.email != entry.email
        }
        matched: list[tuple[Entry, Known | None]] = []
        for entry in entries:
            claim = Claim(entry.email, entry.name, entry.directory_id, entry.personnel_number)
            had = mailed.get(entry.email)
            known = (
                by_id.get(entry.directory_id),
                by_number.get(entry.personnel_number),
                None if had and had.id in moving and identity.are_two(claim, had) else had,
            )
            found = identity.recognise(claim, [one for one in known if one], self.today)
            if found.refused:
                self.outcome.refused.append(Problem(entry.row, found.refused))
                continue
            person = found.person
            if found.leaver:
                self._leavers[found.leaver.id] = entry.row
                self.outcome.remarks.append(Problem(entry.row, "address_of_leaver"))
            first = self._rows.setdefault(person.id, entry.row) if person else entry.row
            if first != entry.row:
                self.outcome.refused.append(Problem(entry.row, "same_person", {"first": first}))
                continue
            matched.append((entry, person))
        return matched

    def _values(self, session: Session, entry: Entry, person: Known | None) -> dict[str, Any]:
        """What the row makes of a person. Raises Unclear."""
        left_on = entry.left_on if "left_on" in self.fields or entry.gone else person and person.left_on
        if entry.gone and person and not person.active:  # since when is known, and a status does not tell
            left_on = min(filter(None, (person.left_on, entry.left_on)))
        over = left_on is not None and left_on < self.today
        if over and "left_on" not in self.fields and not entry.gone:
            left_on, over = None, False  # whoever is in the file works here
        values: dict[str, Any] = {
            "email": entry.email,
            "name": entry.name,
            "left_on": left_on,
            "active": not over,
            "directory_id": entry.directory_id or (person.directory_id if person else None),
            "personnel_number": entry.personnel_number or (person.personnel_number if person else None),
        }
        if "started_on" in self.fields:
            values["started_on"] = entry.started_on
        if "locale" in self.fields:
            values["locale"] = entry.locale
        if self.fields & {"department", "team"}:
            now = Where(person.department_id, person.team_id) if person else Where(None, None)
            values |= self._where(session, entry, now)._asdict()
        return values

    def _where(self, session: Session, entry: Entry, now: Where) -> Where:
        if "team" in self.fields:
            return self.places.find(session, entry.department, entry.team)
        return self.places.department_only(session, entry.department, now)

    def _differs(
        self, entry: Entry, person: Known, values: Mapping[str, Any], regroup: Mapping[int, Any]
    ) -> bool:
        led = "lead" in self.fields and entry.lead != person.lead
        return led or person.id in regroup or any(getattr(person, name) != v for name, v in values.items())

    def _is_another(self, person: Known, values: Mapping[str, Any]) -> bool:
        return any(getattr(person, name) != values[name] for name in WHO)

    def _count(self, person: Known, values: Mapping[str, Any]) -> None:
        if person.active == values["active"]:
            self.outcome.changed += 1
        elif values["active"]:
            self.outcome.returned += 1
        else:
            self.outcome.left += 1

    def _regrouping(
        self, session: Session, matched: Sequence[tuple[Entry, Known | None]]
    ) -> dict[int, tuple[set[int], set[int]]]:
        """Person → the target groups that they join and leave, for those whose groups change."""
        if "groups" not in self.fields:
            return {}
        wanted = {person.id: self.groups.ids(session, entry.groups) for entry, person in matched if person}
        now, ours = groups.memberships(session, list(wanted)), self.groups.ours
        changes = {
            person: (ids - now.get(person, set()), (now.get(person, set()) & ours) - ids)
            for person, ids in wanted.items()
        }
        return {person: change for person, change in changes.items() if any(change)}

    def _group(
        self,
        session: Session,
        taken: Sequence[tuple[Entry, Known | None]],
        regroup: Mapping[int, tuple[set[int], set[int]]],
    ) -> None:
        if "groups" not in self.fields:
            return
        known = {person.id for _, person in taken if person}
        add = [(group, person) for person in known & regroup.keys() for group in regroup[person][0]]
        take = [(group, person) for person in known & regroup.keys() for group in regroup[person][1]]
        new = {entry.email: entry for entry, person in taken if person is None and entry.groups}
        for person in directory.by_emails(session, self.organisation_id, list(new)):
            add += [(group, person.id) for group in self.groups.ids(session, new[person.email].groups)]
        groups.change_members(session, add, take)
