"""From a period to a file: checks, counts, writes, and tells the audit trail."""

import errno
import secrets
from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine

from bot.account import front, grids, lists, workbook
from bot.account.figures import Account, account
from bot.account.front import Edition
from bot.account.labels import Labels
from bot.account.sheets import Book
from bot.context import ZONE
from bot.mistakes import Mistake
from bot.texts import clean
from storage import audit, counts, organisations
from storage.db import reading, unit
from storage.organisations import OrganisationRow
from storage.reports import Viewer

FULL = (errno.ENOSPC, errno.EDQUOT)


def write_account(
    engine: Engine,
    audit_secret: bytes,
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
) -> None:
    """Writes the account of an organisation (slug or name; None where there is one) to a file, whole or not.

    With a viewer, only the reports that they may know of are counted. `actor` is who is told to the audit
    trail, such as "person:3". Raises Mistake for a period that is not whole months, an organisation that is
    not there, and a file that exists (without `force`) or cannot be written. `words` must be loaded.
    """
    check_period(first, last)
    with _beside(out, force) as part:
        with reading(engine) as session:
            chosen = _organisation(organisations.everyone(session), organisation)
            places = {place.id: place.name for place in organisations.departments(session, chosen.id)}
            counted = counts.count(session, chosen.id, first, last, viewer)
        labels = Labels(locale, chosen.slug, places)
        edition = Edition(chosen.name, now.astimezone(ZONE).date(), own=viewer is not None)
        shown = account(counted, first, last, list(places))
        workbook.write(book(shown, edition, labels), part, now)
        with unit(engine) as session:
            audit.append(
                session,
                audit_secret,
                at=now.isoformat(timespec="seconds"),
                actor=actor,
                action="account.exported",
                organisation_id=chosen.id,
                detail=f"{first:%Y-%m} > {last:%Y-%m}",
            )


def check_period(first: date, last: date) -> None:
    """Raises Mistake unless the days are the first and the last of a period of whole months."""
    if first > last:
        raise Mistake("period_backwards")
    if first.day != 1 or last.day != monthrange(last.year, last.month)[1]:
        raise Mistake("period_not_whole")


def book(shown: Account, edition: Edition, labels: Labels) -> Book:
    """The whole workbook in words and numbers. What has no table to show is only named on the first sheet."""
    title, period = labels.say("workbook.title"), labels.period(shown.first, shown.last)
    name = clean(edition.organisation)
    sheets = (
        lists.themes(shown, labels),
        lists.months(shown, labels),
        grids.cross(shown, labels),
        lists.identities(shown, labels),
        *((lists.departments(shown, labels),) if labels.departments else ()),
        lists.outcomes(shown, labels),
        lists.redirects(shown, labels),
        grids.days(shown, labels),
    )
    return Book(
        title=f"{title}, {name}, {period}",
        language=labels.locale,
        footer=f"{name}, {period}",
        page=labels.say("workbook.page", page="&P", pages="&N"),
        front=front.front(shown, edition, labels, [sheet for sheet in sheets if not sheet.columns]),
        sheets=tuple(sheet for sheet in sheets if sheet.columns),
    )


def _organisation(every: tuple[OrganisationRow, ...], wanted: str | None) -> OrganisationRow:
    """The one with this slug, or else with this name in any case of letters."""
    if wanted is None:
        found = list(every)
    else:
        found = [one for one in every if one.slug == wanted]
        found = found or [one for one in every if one.name.casefold() == wanted.strip().casefold()]
    if len(found) != 1:
        raise Mistake("organisation_unclear")
    return found[0]


@contextmanager
def _beside(out: Path, force: bool) -> Iterator[Path]:
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
