"""A file that somebody brings, as rows of cells: CSV of any usual kind, or a workbook of Excel.

Formulas are never run. `table` is the dangerous half: a small file can be made to take hours or all memory,
so a server has it done in a process apart (handlers/apart.py). What it gives is plain and bounded."""

import base64
import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from bot.foundation.mistakes import Mistake
from bot.tabular import encodings, repairs

Cell = str | date | datetime | int | float | bool | None

LARGEST = 32 * 1024 * 1024  # bytes of a file
WIDEST = 100  # columns that are looked at
LONGEST = 200_000  # rows
GAP = 10_000  # empty rows in a row: below them somebody left something behind by mistake
ROW = 2_000  # bytes that a row of a workbook takes on average, unpacked; and characters
TEXT = 20_000  # characters of a cell; no field of ours takes half of it
SEPARATORS = ";,\t|"
LOOKED_AT = 100  # bytes; where a page of the web begins, which some systems give the name of a workbook
MARK = b"\xef\xbb\xbf \t\r\n"
RULE = re.compile(r"[-=+_ ]*")
NOT_TEXT = (b"\xd0\xcf\x11\xe0", b"%PDF", b"\x00")  # an old or protected workbook, a PDF, something else


class Row(NamedTuple):
    """One row that is not empty, under the number it has in Excel or in a text editor."""

    number: int
    cells: tuple[Cell, ...]


class Table(NamedTuple):
    """A file that was read: the rows of a workbook, or the text of a CSV file, of which the header has to say
    what stands between two cells."""

    lines: tuple[Row, ...] = ()
    text: str | None = None

    @property
    def separators(self) -> str:
        """What may stand between two cells; a workbook has nothing there, and one way to be read."""
        return ";" if self.text is None else SEPARATORS

    def width(self, row: Row) -> int:
        """How many columns a header spans: in a workbook there may always be one more."""
        return WIDEST if self.text is None else len(row.cells)


def table(content: bytes, longest: int = LONGEST) -> Table:
    """Reads a file. Raises Mistake when it cannot be used as a whole."""
    if len(content) > LARGEST:
        raise Mistake("people_file_too_large", limit=LARGEST // 1024 // 1024)
    if content.startswith(NOT_TEXT) or content[:LOOKED_AT].lstrip(MARK).startswith(b"<"):
        raise Mistake("people_file_kind")
    if content.startswith(b"PK\x03\x04"):
        return Table(_workbook(content, longest))
    return Table(text=encodings.decoded(content))


def rows(read: Table, separator: str = ";", longest: int = LONGEST) -> Iterator[Row]:
    """The rows of a file, at most `longest`; `separator` is for CSV. Raises Mistake, also halfway."""
    return _few(read.lines if read.text is None else _csv(read.text, separator), longest)


def packed(read: Table) -> str:
    """A table as text, small enough to be kept in a draft."""
    plain = [[[row.number, [_plain(cell) for cell in row.cells]] for row in read.lines], read.text]
    return base64.b64encode(zlib.compress(json.dumps(plain).encode(), 1)).decode()


def unpacked(kept: str) -> Table:
    """The reverse of `packed`."""
    lines, text = json.loads(zlib.decompress(base64.b64decode(kept)))
    return Table(tuple(Row(number, tuple(map(_full, cells))) for number, cells in lines), text)


def _few(every: Iterator[Row] | tuple[Row, ...], longest: int) -> Iterator[Row]:
    for position, row in enumerate(every):
        if position > longest:  # one more, for the header
            raise Mistake("people_too_many_rows", limit=longest)
        yield row


def _csv(text: str, separator: str) -> Iterator[Row]:
    if text[:4].lower() == "sep=":  # a line of Excel's own
        text = "\n" + text.partition("\n")[2]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number, last = 1, 0
    try:
        for cells in lines:
            if any(cell.strip() for cell in cells):
                last = number
                if not _ruled(cells):
                    yield Row(number, tuple(cell[:TEXT] for cell in cells[:WIDEST]))
            elif number - last > GAP:
                raise Mistake("people_file_gap", row=last, limit=GAP)
            number = lines.line_num + 1
    except csv.Error:
        raise Mistake("people_file_broken", row=number) from None


def _ruled(cells: Sequence[str]) -> bool:
    """Whether this is a line drawn between rows, as in a list that was made for a printer."""
    return any("---" in cell for cell in cells) and all(RULE.fullmatch(cell) for cell in cells)


def _workbook(content: bytes, longest: int) -> tuple[Row, ...]:
    most = max(longest, 5_000) * ROW
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            if sum(part.file_size for part in file.infolist()) > most:
                raise Mistake("people_too_many_rows", limit=longest)
        try:
            return tuple(_few(_bounded(_visible(_opened(content)), most), longest))
        except (Mistake, MemoryError):
            raise
        except Exception:  # noqa: BLE001 (Excel opens what openpyxl trips over, such as text in a number cell)
            readable = repairs.readable(content)
            return tuple(_few(_bounded(_visible(_opened(readable)), most), longest))
    except (Mistake, MemoryError):
        raise
    except Exception:  # noqa: BLE001 (whatever the libraries make of it, it is no workbook that we can read)
        raise Mistake("people_file_kind") from None


def _bounded(every: Iterator[Row], most: int) -> Iterator[Row]:
    characters = 0
    for row in every:
        characters += sum(len(cell) for cell in row.cells if isinstance(cell, str))
        if characters > most:  # one long text can stand in every cell and be in the file once
            raise Mistake("people_file_heavy")
        yield row


def _opened(content: bytes) -> Any:
    """A workbook. Raises whatever openpyxl raises, and ValueError where it finds no sheet."""
    from openpyxl import load_workbook  # 20 MB, which a server that reads no workbook does without

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    if not book.worksheets:
        raise ValueError
    return book


def _visible(book: Any) -> Iterator[Row]:
    """The rows of the first sheet that is not hidden, whatever the sheet says of its own size."""
    sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
    if sheet is None:
        raise Mistake("people_file_empty")
    sheet.reset_dimensions()
    last = 0
    for number, cells in enumerate(sheet.iter_rows(max_col=WIDEST, values_only=True), start=1):
        filled = [place for place, cell in enumerate(cells, start=1) if cell is not None and cell != ""]
        if filled:
            last = number
            yield Row(number, tuple(_cell(cell) for cell in cells[: filled[-1]]))
        elif number - last > GAP:
            raise Mistake("people_file_gap", row=last, limit=GAP)
    book.close()


def _cell(cell: object) -> Cell:
    known = isinstance(cell, date | int | float | bool) or cell is None
    return cell if known else str(cell)[:TEXT]  # type: ignore[return-value]


def _plain(cell: Cell) -> Any:
    if isinstance(cell, datetime):
        return {"at": cell.isoformat()}
    return {"on": cell.isoformat()} if isinstance(cell, date) else cell


def _full(cell: Any) -> Cell:
    if isinstance(cell, dict):
        return datetime.fromisoformat(cell["at"]) if "at" in cell else date.fromisoformat(cell["on"])
    return cell  # type: ignore[no-any-return]
