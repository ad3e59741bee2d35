"""Files of staff as people make them: bytes of CSV in any shape, and real workbooks."""

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from bot.directory import entries, importer, staff_file
from bot.directory.transfer import Outcome
from bot.tabular import reader
from storage import directory
from storage.directory import Known
from tests.support.world import World

CASES = Path(__file__).parent / "cases"
TODAY = date(2026, 3, 10)
HEADER = "Naam;E-mail;Afdeling;Team;Leidinggevende;Startdatum;Einddatum;Doelgroepen"


def lines(*rows: str, header: str = HEADER) -> bytes:
    """A CSV file as Excel in Dutch writes it today: semicolons, UTF-8 with a mark."""
    return "\r\n".join((header, *rows, "")).encode("utf-8-sig")


def workbook(rows: Sequence[Sequence[object]], hidden: Sequence[Sequence[object]] = ()) -> bytes:
    """A workbook; `hidden` is a sheet before it that nobody sees."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    if hidden:
        for row in hidden:
            sheet.append(list(row))
        sheet.sheet_state = "hidden"
        sheet = book.create_sheet("Personeel")
    for row in rows:
        sheet.append(list(row))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def take(
    world: World,
    content: bytes,
    dry: bool = False,
    leavers: bool = False,
    many: bool = False,
    guarded: bool = False,
    today: date = TODAY,
) -> Outcome:
    """Imports a file in a world, on the day of its clock."""
    read, home = staff_file.read(reader.table(content), today), world.organisation.id
    return importer.take_over(
        world.unit, home, read, today, dry=dry, leavers=leavers, many=many, guarded=guarded
    )


def staff(world: World) -> dict[str, Known]:
    """Everybody in the directory by the first part of their e-mail address."""
    with world.reading() as session:
        return {
            one.email.partition("@")[0]: one for one in directory.everybody(session, world.organisation.id)
        }


def rows_of(problems: Sequence[entries.Problem]) -> list[tuple[int, str]]:
    return [(problem.row, problem.why) for problem in problems]
