"""What is sealed in a report, opened with its key: what was handed in, a message, an entry in its file, a
page of a photo or document."""

from typing import Any

from storage import sealing
from storage.entries import EntryRow
from storage.reports import MessageRow, ReportRow

Opened = dict[str, Any]


def content(key: bytes, report: ReportRow) -> Opened:
    """What was handed in: `answers`, and `reporter` unless anonymous. Raises CannotOpen."""
    return _open(key, report.sealed, report, "report", 1)


def message(key: bytes, report: ReportRow, row: MessageRow) -> Opened:
    """One message: its `text`, the `author` where a handler wrote it, and the ids of `pages` that came with
    it. Raises CannotOpen."""
    return _open(key, row.sealed, report, "message", row.position, 1)


def entry(key: bytes, report: ReportRow, row: EntryRow) -> Opened:
    """One entry of the file: its `kind`, the `author`, and what it `said`. Raises CannotOpen."""
    return _open(key, row.sealed, report, "entry", row.position, 1)


def page(key: bytes, report: ReportRow, page_id: str, value: bytes) -> bytes:
    """A page of a photo or document: a picture. Raises CannotOpen."""
    return sealing.unwrap_large(key, value, *_page(report, page_id))


def seal_page(key: bytes, report: ReportRow, page_id: str, picture: bytes) -> bytes:
    """The same, sealed."""
    return sealing.wrap_large(key, picture, *_page(report, page_id))


def _page(report: ReportRow, page_id: str) -> tuple[str | int, ...]:
    return report.organisation_id, report.id, "page", page_id, 1


def _open(key: bytes, value: bytes, report: ReportRow, *place: str | int) -> Opened:
    opened: Opened = sealing.unseal(key, value, report.organisation_id, report.id, *place)
    return opened
