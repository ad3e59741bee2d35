"""What `baken people …` does. Sentences are English, as on the whole command line."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import sleep
from typing import NamedTuple

import click
from sqlalchemy import Engine
from sqlmodel import Session

from bot.directory import appointments as staff
from bot.directory import import_summary, importer, roles, staff_file
from bot.directory.groups import name_of
from bot.directory.transfer import Outcome
from bot.directory.upload import told
from bot.foundation import words
from bot.foundation.context import ZONE, Context, Visitor
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from bot.foundation.organisations import find_organisation
from bot.foundation.settings import Settings
from bot.sign_in import break_glass
from bot.tabular import reader
from handlers.desk import open_storage, utc_now
from storage import audit, db, directory, groups, newcomers, organisations
from storage import people as persons
from storage import roles as held
from storage.directory import Known
from storage.organisations import OrganisationRow
from storage.vault import Vault

LOCALE = "en"
AT_ONCE = 500  # people that are asked for at a time
SAY_EVERY = 10_000  # rows
LINES = 100

# Seconds between two units of work of an import. A server that waits for SQLite looks again after naps of
# 0.1 s: without this pause it found the next unit begun each time, and reporters waited for the whole file.
LET_GO = 0.15


class Opened(NamedTuple):
    """The databases, and the organisation that is meant."""

    engine: Engine
    vault: Vault
    organisation: OrganisationRow


def opened(settings: Settings, name: str) -> Opened:
    """Opens the databases for an organisation by name or short name; none where there is only one.

    Raises Mistake, and what `open_storage` raises."""
    words.load(settings.baken_content)
    engine, vault = open_storage(settings)
    with db.reading(engine) as session:
        every = organisations.everyone(session)
    return Opened(engine, vault, find_organisation(every, name))


def import_file(
    at: Opened, file: Path, given: Mapping[str, str], *, dry: bool, leavers: bool, many: bool
) -> Outcome:
    """Takes a file over, with progress on stderr; the trail is told the counts. Raises Mistake."""
    today = utc_now().astimezone(ZONE).date()
    if file.stat().st_size > reader.LARGEST:
        raise Mistake("people_file_too_large", limit=reader.LARGEST // 1024 // 1024)
    read = staff_file.read(reader.table(file.read_bytes()), today, given, progress=_count(0))

    @contextmanager
    def unit() -> Iterator[Session]:
        with db.reading(at.engine) if dry else db.unit(at.engine) as session:
            yield session
        if not dry:
            sleep(LET_GO)

    label = "Comparing" if dry else "Writing"
    with click.progressbar(length=len(read.entries), label=label, file=sys.stderr) as bar:
        outcome = importer.take_over(
            unit, at.organisation.id, read, today, dry=dry, leavers=leavers, many=many, progress=bar.update
        )
    if not dry and import_summary.changes(outcome):
        when = utc_now().isoformat(timespec="seconds")
        with db.unit(at.engine) as session:
            what = ("system", "directory.changed", at.organisation.id, "", told(outcome))
            audit.append(session, at.vault.audit_secret, when, *what)
            roles.settle(session, at.vault, at.organisation, utc_now())
    return outcome


def lines(outcome: Outcome) -> Iterator[str]:
    """What an import did, a line each; not what was wrong with rows."""
    for label, number in import_summary.counted(outcome, LOCALE):
        yield f"{label}: {number}"
    if outcome.new:
        yield f"New departments, teams and target groups: {', '.join(outcome.new)}"


def table(at: Opened, everyone: bool, out_of_reach: bool) -> Iterator[str]:
    """The people, one on a line with tabs: name, e-mail address, department and team, or why out of
    reach; with whoever left, their numbers too."""
    with db.reading(at.engine) as session:
        places = {(p.department_id, p.team_id): p for p in directory.places(session, at.organisation.id)}
        skip = 0
        while found := _page(session, at.organisation.id, skip, everyone, out_of_reach):
            skip += len(found)
            reasons = import_summary.out_of_reach(session, at.organisation.id, found) if out_of_reach else {}
            for one in found:
                place = places.get((one.department_id or 0, one.team_id))
                where = [place.department, place.team] if place else ["", ""]
                number = str(one.id)
                if out_of_reach:
                    where = [words.text(f"people.why.{reasons[one.id]}", LOCALE, email=one.email)]
                left = () if one.active else ("left",)
                yield "\t".join([one.name, one.email, *where, *((number,) if everyone else ()), *left])


def about(at: Opened, email: str) -> Iterator[str]:
    """All that the directory has of one person. Raises Mistake."""
    with db.reading(at.engine) as session:
        found = directory.by_emails(session, at.organisation.id, [email.lower()])
        if not found:
            raise Mistake("people_not_found")
        one = found[0]
        places = {(p.department_id, p.team_id): p for p in directory.places(session, at.organisation.id)}
        place = places.get((one.department_id or 0, one.team_id))
        member = groups.memberships(session, [one.id]).get(one.id, set())
        named = [name_of(g, LOCALE) for g in groups.every(session, at.organisation.id) if g.id in member]
        person = persons.by_id(session, one.id)
        for label, value in (
            ("Name", one.name),
            ("E-mail address", one.email),
            ("Department", place.department if place else ""),
            ("Team", place.team if place else ""),
            ("Lead", one.lead),
            ("First day", one.started_on),
            ("Last day", one.left_on),
            ("Language", one.locale),
            ("Target groups", ", ".join(named)),
            ("Roles", ", ".join(sorted(person.roles)) if person else ""),
            ("In chat", ", ".join(f"{a.platform}:{a.user}" for a in persons.addresses(session, one.id))),
            ("In Entra", one.directory_id or one.user_name),
            ("Active", "yes" if one.active else "no"),
        ):
            yield f"{label}: {value or '-'}"


def join(at: Opened, one: str, into: str) -> str:
    """Makes two people one and gives whose name it has. Raises Mistake."""
    with db.unit(at.engine) as session:
        who, whole = person(session, at, one), person(session, at, into)
        if who.id == whole.id:
            raise Mistake("people_the_same")
        staff.join(session, at.vault, utc_now(), who.id, whole.id)
        roles.settle(session, at.vault, at.organisation, utc_now())
        return whole.name


def confirm(at: Opened, entry: str) -> str:
    """The role of an entry of the settings goes to who has it now; gives the name. Raises Mistake."""
    with db.unit(at.engine) as session:
        if not staff.confirm(session, at.vault, utc_now(), at.organisation.id, entry):
            raise Mistake("people_nothing_held_back")
        roles.settle(session, at.vault, at.organisation, utc_now())
        (found,) = [one for one in held.named(session, at.organisation.id) if one.entry == entry]
        person = persons.by_id(session, found.person_id)
        return person.name if person else entry


def link(at: Opened, address: str, who: str) -> str:
    """A link to the web for somebody with a role, who is told of it with their colleagues. Raises Mistake."""
    with db.unit(at.engine) as session:
        found = persons.by_id(session, person(session, at, who).id)
        if found is None:
            raise Mistake("people_not_found")
        ctx = Context.of(session, at.vault, Visitor("system"), at.organisation, utc_now())
        return break_glass.link(replace(ctx, address=address), found)


def refusals(at: Opened) -> Iterator[str]:
    """What Entra was refused, one on a line with tabs: when, and whose place it would have taken."""
    with db.reading(at.engine) as session:
        for entry in audit.of_action(session, at.organisation.id, "directory.refused", LINES):
            person = persons.by_id(session, int(entry.subject.partition(":")[2]))
            yield "\t".join([entry.at, person.name if person else "-", entry.detail])


def person(session: Session, at: Opened, who: str) -> Known:
    """Somebody by e-mail address or number. Raises Mistake."""
    if "@" in who:
        found = directory.by_emails(session, at.organisation.id, [who.lower()])
    else:
        found = directory.by_ids(session, at.organisation.id, [parse_id(who)])
    if not found:
        raise Mistake("people_not_found")
    return found[0]


def arrivals(at: Opened) -> Iterator[str]:
    """Who came to a chat and is not matched to a person, one on a line with tabs."""
    with db.reading(at.engine) as session:
        for row in newcomers.waiting(session, at.organisation.id):
            yield "\t".join([row.name, row.email, f"{row.address.platform}:{row.address.user}"])


def _page(
    session: Session, organisation_id: int, skip: int, everyone: bool, out_of_reach: bool
) -> list[Known]:
    if out_of_reach:
        return directory.unreachable(session, organisation_id, AT_ONCE, skip)
    return directory.page(session, organisation_id, AT_ONCE, skip, left=everyone)


def _count(rows: int) -> Callable[[int], None]:
    """Says on stderr now and then how many rows are read: how many there are is only known at the end."""

    def more(read: int) -> None:
        nonlocal rows
        rows += read
        if rows % SAY_EVERY == 0:
            click.echo(f"{rows} rows read", err=True)

    return more
