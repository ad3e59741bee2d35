"""From a period to a file: checks, counts, writes, and tells the audit trail."""

import errno
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine

from bot.account import commitments, document, narratives, word
from bot.account.assembly import AccountView, assemble
from bot.account.periods import check_period
from bot.account.workbook import csv_json, excel
from bot.account.workbook.book import book, places
from bot.account.workbook.cover import Edition
from bot.account.workbook.labels import Labels
from bot.account.workbook.layout import Book
from bot.foundation.context import ZONE
from bot.foundation.mistakes import Mistake
from bot.foundation.organisations import find_organisation
from storage import audit, organisations
from storage.db import reading, unit
from storage.organisations import OrganisationRow
from storage.reports import Viewer
from storage.vault import Vault

FORMS = ("xlsx", "pdf", "docx", "csv", "json")
FULL = (errno.ENOSPC, errno.EDQUOT)


def _write_workbook(book: Book, path: Path, now: datetime) -> None:
    excel.write(book, path, now)  # by name, so that a test can stand in for it


WRITERS = {
    "xlsx": _write_workbook,
    "pdf": document.write_pdf,
    "docx": word.write_docx,
    "csv": csv_json.write_csv,
    "json": csv_json.write_json,
}


class Counted(NamedTuple):
    """An account that is counted and in words, and only has to be written; None is all organisations."""

    organisation_id: int | None
    shown: AccountView
    edition: str
    book: Book


def write_account(
    engine: Engine,
    vault: Vault,
    organisation: str | None,
    first: date,
    last: date,
    out: Path,
    *,
    now: datetime,
    locale: str = "nl",
    viewer: Viewer | None = None,
    actor: str = "system",
    force: bool = False,
    edition: str = "internal",
    form: str = "xlsx",
) -> AccountView:
    """Writes the account of an organisation (slug or name; None where there is one) to a file, whole or not.

    With a viewer, the internal edition counts afresh what they may know of. `actor` is who is told to the
    audit trail, such as "person:3". `form` is one of FORMS. Gives what it wrote, with the versions.
    Raises Mistake for a period that is not whole months, an organisation that is not there, and a file that
    exists (without `force`) or cannot be written. `words` must be loaded.
    """
    check_period(first, last)
    with beside(out, force) as part:
        with reading(engine) as session:
            chosen = find_organisation(organisations.everyone(session), organisation)
        counted = count_account(engine, vault, chosen, first, last, now, locale, viewer, edition)
        write(engine, vault, counted, part, form, actor, now)
    return counted.shown


def count_account(
    engine: Engine,
    vault: Vault,
    organisation: OrganisationRow,
    first: date,
    last: date,
    now: datetime,
    locale: str,
    viewer: Viewer | None,
    edition: str,
) -> Counted:
    """Counts, and puts it in words; the rest as for `write_account`."""
    with reading(engine) as session:
        today = now.astimezone(ZONE).date()
        shown = assemble(session, organisation.id, first, last, today, edition, viewer)
        told = narratives.told(session, vault, organisation.id, first, last, ready=edition == "council")
        promises = commitments.of_account(session, vault, organisation.id, shown, today)
    labels = Labels(locale, organisation.slug, places(shown.names), shown.account.threshold)
    of = Edition(organisation.name, today, own=shown.afresh, kind=edition, code=organisation.slug)
    return Counted(organisation.id, shown, edition, book(shown.account, of, labels, shown, told, promises))


def write(
    engine: Engine, vault: Vault, counted: Counted, part: Path, form: str, actor: str, now: datetime
) -> None:
    """Writes the file and tells the audit trail of it: months, edition, versions, and the file's SHA-256."""
    WRITERS[form](counted.book, part, now)
    shown = counted.shown
    versions = " ".join(f"{one.half} v{one.version}" for one in shown.pieces if one.version)
    period = f"{shown.account.first:%Y-%m} > {shown.account.last:%Y-%m}"
    with part.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with unit(engine) as session:
        audit.append(
            session,
            vault.audit_secret,
            at=now.isoformat(timespec="seconds"),
            actor=actor,
            action="account.exported",
            organisation_id=counted.organisation_id,
            subject=versions,
            detail=f"{period} {counted.edition} sha256:{digest}",
        )


@contextmanager
def beside(out: Path, force: bool) -> Iterator[Path]:
    """A file beside `out` that takes its place when all went well, and is gone when not. Raises Mistake."""
    part = out.with_name(f".{out.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        if out.exists() and not force:
            raise Mistake("out_exists", path=out)
        if out.is_dir():
            raise Mistake("out_unwritable", path=out)
        part.touch()
        yield part
        part.replace(out)
    except OSError as error:
        if error.errno in FULL:
            raise Mistake("disk_full") from None
        raise Mistake("out_unwritable", path=out) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
