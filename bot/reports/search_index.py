"""By what a report is found: its words, and the marks it may have in common with another one.

It is sealed under the report's key, at one of a few sizes, so that two reports which have something in common
have nothing equal in the database; whoever may know of the reports opens them in memory, one by one. It holds
what those who handle the report may read by now: nothing that waits, and nothing of who reported.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Engine
from sqlmodel import Session

from bot.reports import marks, relations, sealed
from bot.reports.dialogue import REPORT
from bot.reports.marks import Mark
from storage import entries, padding, report_index, reports, sealing
from storage.db import reading, unit
from storage.report_index import Asked, IndexRow, Place
from storage.reports import ReportRow, Viewer
from storage.sealing import CannotOpen
from storage.vault import Vault

# The answers in which somebody tells of a case. Who was described as not to be told is no part of that.
TOLD = tuple(
    question.name
    for _, question in REPORT.all_questions()
    if question.kind in ("text", "long_text") and question.name != "untold_described"
)
# What those who work a report write about the case, by kind of entry: not who may read it, nor what left.
WRITTEN = {"decision": ("why",), "note": ("text", "names"), "attached": ("text",)}
SOME = 200  # reports in one unit of work
AT_A_TIME = 1_000  # reports in memory


class Index(NamedTuple):
    """The marks of a report, with its labels and the reports that its file speaks of among them; its words as
    they are searched (see marks.normal)."""

    marks: frozenset[Mark]
    text: str


NOTHING = Index(frozenset(), "")


def keep(session: Session, key: bytes, report: ReportRow) -> None:
    """Makes it anew, after something was written. Others are kept from changing the report meanwhile."""
    index = _made(session, key, report)
    value = {"marks": sorted(index.marks), "text": index.text}
    put = sealing.seal(key, value, report.organisation_id, report.id, "index", 1)
    report_index.put(session, report.organisation_id, report.id, put)


def of(session: Session, vault: Vault, report: ReportRow) -> Index:
    """By what one report is found."""
    row = IndexRow(Place(report.received_on, report.id), report_index.get(session, report.id))
    return next((index for _, index in opened(session, vault, report.organisation_id, [row])), NOTHING)


def sought(index: Index, report_id: str) -> frozenset[Mark]:
    """By which other reports have to do with this one: they have the same mark, or belong to it."""
    own = {mark for mark in index.marks if mark.kind in marks.KINDS}
    return frozenset(own | {Mark(kind, report_id) for kind in relations.KINDS})


def opened(
    session: Session, vault: Vault, organisation_id: int, rows: Sequence[IndexRow]
) -> Iterator[tuple[Place, Index]]:
    """Opens what was asked for, one after the other; NOTHING for what cannot be opened any more."""
    keys = vault.report_keys(organisation_id, [row.place.report_id for row in rows])
    for row in rows:
        key = keys.get(row.place.report_id)
        yield row.place, _opened(session, key, organisation_id, row) if key else NOTHING


def following(
    session: Session, vault: Vault, viewer: Viewer, asked: Asked, place: Place | None, most: int
) -> Iterator[tuple[Place, Index]]:
    """Goes through at most so many reports behind a place, of those that the viewer may know of."""
    while most:
        portion = min(AT_A_TIME, most)
        rows = report_index.following(session, viewer, asked, place, portion)
        yield from opened(session, vault, viewer.organisation_id, rows)
        if len(rows) < portion:
            return
        place, most = rows[-1].place, most - portion


def all_of(session: Session, vault: Vault, organisation_id: int) -> Iterator[tuple[str, Index]]:
    """Goes through all reports of an organisation, whoever may know of them; gives each with its id."""
    after = ""
    while rows := report_index.all_after(session, organisation_id, after, AT_A_TIME):
        for place, index in opened(session, vault, organisation_id, rows):
            yield place.report_id, index
        after = rows[-1].place.report_id


def kept(place: Place | None) -> list[str] | None:
    """A place as it is kept in the state of a dialogue."""
    return [place.received_on.isoformat(), place.report_id] if place else None


def resumed(place: Sequence[str] | None) -> Place | None:
    """A place that was kept."""
    return Place(date.fromisoformat(place[0]), place[1]) if place else None


def read_marks(written: Iterable[Sequence[str]]) -> frozenset[Mark]:
    """Marks out of JSON."""
    return frozenset(Mark(*one) for one in written)


def add_missing(engine: Engine, vault: Vault) -> int:
    """Makes some of those that were never made: of reports from before there were any. Gives how many."""
    with reading(engine) as session:
        if not report_index.is_missing(session):
            return 0
    with unit(engine) as session:
        rows = report_index.missing(session, SOME)
        for home in {row.organisation_id for row in rows}:
            own = [row for row in rows if row.organisation_id == home]
            keys = vault.report_keys(home, [row.id for row in own])
            for row in own:
                try:
                    if row.id in keys:
                        keep(session, keys[row.id], row)
                        continue
                except CannotOpen:  # it is damaged, and stays as it is
                    pass
                report_index.put(session, home, row.id, padding.nothing())
    return len(rows)


def _opened(session: Session, key: bytes, organisation_id: int, row: IndexRow) -> Index:
    report_id = row.place.report_id
    try:
        if row.sealed is None:
            report = reports.get(session, report_id)
            return _made(session, key, report) if report else NOTHING
        value = sealing.unseal(key, row.sealed, organisation_id, report_id, "index", 1)
    except CannotOpen:
        return NOTHING
    return Index(read_marks(value["marks"]), value["text"])


def _made(session: Session, key: bytes, report: ReportRow) -> Index:
    answers = sealed.content(key, report)["answers"]
    told = [str(answers[name]) for name in TOLD if answers.get(name)]
    found = marks.names_in(str(answers.get("involved") or ""))
    for message in reports.messages(session, report.id):
        if message.waits_until is None:
            told.append(sealed.message(key, report, message)["text"])
    file = [sealed.entry(key, report, entry) for entry in entries.of(session, report.id)]
    for value in file:
        written = [str(value["said"].get(name) or "") for name in WRITTEN.get(value["kind"], ())]
        told += filter(None, written)
        if value["kind"] == "note":
            found |= marks.names(value["said"].get("names", ""))
    found |= {Mark(what, other) for other, what in relations.spoken_of(file).items()}
    found |= {Mark(relations.LABELS, label) for label in relations.labels(file)}
    text = "\n\n".join(told)
    return Index(frozenset(found | marks.recognised(text)), marks.normal(text))
