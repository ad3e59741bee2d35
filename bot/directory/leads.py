"""Who leads whom: finds the leads that a file names, and breaks circles."""

from collections.abc import Mapping, Sequence

from bot.directory.entries import Entry, Problem
from bot.directory.staff_file import Reading
from storage.directory import Known


def settle(reading: Reading, known: Sequence[Known]) -> tuple[list[Entry], list[Problem]]:
    """The entries with the lead's e-mail address, and remarks on leads that are left out.

    A lead is somebody in the file or the directory, by e-mail address, by a name that one person has,
    or by number.
    Where a lead is not found, who led before stays; a circle of leads leaves nobody. The rest is taken."""
    if "lead" not in reading.fields:
        return reading.entries, []
    emails = {one.email for one in known} | {entry.email for entry in reading.entries}
    names: dict[str, set[str]] = {}
    for name, email in [(k.name, k.email) for k in known if k.active] + [
        (e.name, e.email) for e in reading.entries
    ]:
        names.setdefault(name.casefold(), set()).add(email)
    numbers = {one.personnel_number: one.email for one in known if one.active and one.personnel_number}
    numbers |= {number: e.email for e in reading.entries for number in (e.personnel_number, e.key) if number}
    leads: dict[str, str] = {one.email: one.lead for one in known}
    remarks = []
    for entry in reading.entries:
        lead = _found(entry.lead, emails, names, numbers)
        if lead is None:
            remarks.append(Problem(entry.row, "lead_unknown"))
        else:  # whoever leads everybody often stands there as their own lead
            leads[entry.email] = lead if lead != entry.email else ""
    circles = _in_circles({email: lead for email, lead in leads.items() if lead})
    remarks += [Problem(entry.row, "lead_circle") for entry in reading.entries if entry.email in circles]
    settled = [
        entry._replace(lead="" if entry.email in circles else leads.get(entry.email, ""))
        for entry in reading.entries
    ]
    return settled, remarks


def _found(
    lead: str, emails: set[str], names: Mapping[str, set[str]], numbers: Mapping[str, str]
) -> str | None:
    """The e-mail address of a lead, nothing where none is named, None where there is no such person."""
    if not lead:
        return ""
    if "@" in lead:
        return lead.lower() if lead.lower() in emails else None
    found = names.get(lead.casefold(), set())
    return next(iter(found)) if len(found) == 1 else None if found else numbers.get(lead)


def _in_circles(leads: Mapping[str, str]) -> set[str]:
    """Everybody who is, by way of others, their own lead."""
    circles: set[str] = set()
    done: set[str] = set()
    for start in leads:
        path: dict[str, int] = {}
        at: str | None = start
        while at is not None and at not in done and at not in path:
            path[at] = len(path)
            at = leads.get(at)
        if at in path:
            circles |= {one for one, position in path.items() if position >= path[at]}
        done |= set(path)
    return circles
