"""A file of staff as rows of cells: CSV of any usual kind, or a workbook of Excel. Formulas are never run."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple
from xml.etree.ElementTree import ParseError

from bot.mistakes import Mistake

Cell = str | date | datetime | int | float | bool | None

LARGEST = 32 * 1024 * 1024  # bytes of a file
WIDEST = 100  # columns that are looked at
LONGEST = 200_000  # rows
ROW = 2_000  # bytes that a row of a workbook takes at most, unpacked
SEPARATORS = ";,\t|"
NOT_TEXT = (b"\xd0\xcf\x11\xe0", b"%PDF", b"\x00")  # an old or protected workbook, a PDF, something else


class Row(NamedTuple):
    """One row that is not empty, under the number it has in Excel or in a text editor."""

    number: int
    cells: tuple[Cell, ...]


def rows(content: bytes, separator: str = ";", longest: int = LONGEST) -> Iterator[Row]:
    """The rows of a file, at most `longest`; `separator` is for CSV. Raises Mistake, also halfway."""
    every = _workbook(content, longest) if is_workbook(content) else _csv(decoded(content), separator)
    for position, row in enumerate(every):
        if position > longest:  # one more, for the header
            raise Mistake("people_too_many_rows", limit=longest)
        yield row


def is_workbook(content: bytes) -> bool:
    """Whether a file is a workbook. Raises Mistake for what is neither that nor text."""
    if len(content) > LARGEST:
        raise Mistake("people_file_too_large", limit=LARGEST // 1024 // 1024)
    if content.startswith(NOT_TEXT):
        raise Mistake("people_file_kind")
    return content.startswith(b"PK\x03\x04")


def decoded(content: bytes) -> str:
    """The text of a CSV file: UTF-16 or UTF-8 with a mark, UTF-8 without, or Windows-1252. Raises Mistake."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Mistake("people_file_kind")


def _csv(text: str, separator: str) -> Iterator[Row]:
    if text[:4].lower() == "sep=":  # a line of Excel's own
        text = "\n" + text.partition("\n")[2]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number = 1
    try:
        for cells in lines:
            if any(cell.strip() for cell in cells):
                yield Row(number, tuple(cells[:WIDEST]))
            number = lines.line_num + 1
    except csv.Error:
        raise Mistake("people_file_broken", row=number) from None


def _workbook(content: bytes, longest: int) -> Iterator[Row]:
    from openpyxl import load_workbook  # 20 MB, which a server that reads no workbook does without
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > max(longest, 5_000) * ROW:
                raise Mistake("people_too_many_rows", limit=longest)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
        if sheet is None:
            raise Mistake("people_file_empty")
        for number, cells in enumerate(sheet.iter_rows(max_col=WIDEST, values_only=True), start=1):
            if any(cell is not None and cell != "" for cell in cells):
                yield Row(number, tuple(_cell(cell) for cell in cells))
        book.close()
    except Mistake:
        raise
    except (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError, OSError):
        raise Mistake("people_file_kind") from None


def _cell(cell: object) -> Cell:
    return cell if isinstance(cell, str | date | int | float | bool) or cell is None else str(cell)
