"""Writes a workbook with openpyxl, line by line. Knows how things look, and nothing of what they mean."""

import textwrap
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table

from bot.account.workbook import charts, tabs
from bot.account.workbook.layout import Book, Front, Sheet, Value

ACCENT, TINT, RULE, INK = "154273", "EDF2F7", "C8CED6", "505860"
FRONT = (28, 68, 16)  # characters
NARROW, WIDE = 92, 130  # characters: text is at least that wide; a wider table is printed on its side
CENTIMETRE = 5.2  # characters
LINE = 15.0  # points
ROOM, WIDEST = 7.5, 12.0  # centimetres of a chart beside its table
LETTERS, BOLD = 1.15, 1.0  # in the width of a digit, on average
ONE_PAGE = 45  # lines of a table that fit on a page with its chart
FRAME, ON_ITS_SIDE = 6, 36  # lines around a table; lines that fit on a page on its side
A4 = 9
COUNT, SHARE = "#,##0", "0%"

Look = dict[str, Any]
Styles = dict[tuple[Any, ...], Any]  # what a cell looks like, by its looks, number format and quote prefix


def _font(**more: Any) -> Font:
    return Font(**{"name": "Calibri", "size": 11, **more})


_rule, _accent = Side("thin", color=RULE), Side("thin", color=ACCENT)
PLAIN: Look = {"font": _font()}
TITLE: Look = {"font": _font(size=18, bold=True, color=ACCENT)}
QUIET: Look = {"font": _font(color=INK)}
SECTION: Look = {"font": _font(size=13, bold=True, color=ACCENT), "border": Border(bottom=_accent)}
HEADING: Look = {
    "font": _font(bold=True, color="FFFFFF"),
    "fill": PatternFill("solid", fgColor=ACCENT),
    "alignment": Alignment("left", vertical="center", wrap_text=True, indent=1),
}
OF_NUMBERS: Look = {"alignment": Alignment("right", vertical="center", wrap_text=True)}
OF_FILTERED: Look = {"alignment": Alignment("right", vertical="center", indent=2)}  # the filter's button
TEXT: Look = {
    **PLAIN,
    "border": Border(bottom=_rule),
    "alignment": Alignment("left", vertical="center", wrap_text=True, indent=1),
}
NUMBER: Look = {**TEXT, "alignment": Alignment("right", vertical="center")}
STRONG: Look = {"font": _font(bold=True)}
TOTAL: Look = {**STRONG, "border": Border(top=_accent), "fill": PatternFill("solid", fgColor=TINT)}


def write(book: Book, path: Path, made: datetime) -> None:
    """Writes the workbook to a path. Raises OSError."""
    workbook = Workbook(write_only=True)
    workbook.properties.title = book.title
    workbook.properties.creator = "Baken"
    workbook.properties.language = book.language
    workbook.properties.created = workbook.properties.modified = made.astimezone(UTC).replace(tzinfo=None)
    joined = list(tabs.sheets(book))
    names = tabs.unlike(tabs.named(tab) for tab in (book.front.tab, *(tab for tab, _ in joined)))
    styles: Styles = {}
    _Page(workbook, next(names), book, FRONT, styles).front(book.front)
    for _, tables in joined:
        columns = zip_longest(*([column.width for column in sheet.columns] for sheet in tables), fillvalue=0)
        _Page(workbook, next(names), book, list(map(max, columns)), styles).tables(tables)
    workbook.save(path)


class _Page:
    """One sheet, written from the top down."""

    def __init__(
        self, workbook: Workbook, tab: str, book: Book, widths: Sequence[int], styles: Styles
    ) -> None:
        self.sheet: Any = workbook.create_sheet(tab)
        self.styles = styles
        self.row = 0
        self.widths = widths
        self.characters = max(sum(widths), NARROW)
        for number, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width
        self.sheet.sheet_view.showGridLines = False
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self.sheet.page_setup.paperSize = A4
        self.sheet.page_setup.orientation = "portrait"
        self.sheet.page_setup.fitToHeight = 1
        self.sheet.page_margins = PageMargins(left=0.6, right=0.6, top=1.0 if book.mark else 0.7, bottom=0.8)
        if book.mark:
            self.sheet.oddHeader.center.text = book.mark.replace("&", "&&")
            self.sheet.oddHeader.center.font = "Calibri,Bold"
        self.sheet.oddFooter.left.text = book.footer.replace("&", "&&")[:120]
        self.sheet.oddFooter.right.text = book.page
        self.sheet.oddFooter.left.size = self.sheet.oddFooter.right.size = 8

    def front(self, front: Front) -> None:
        """The figures in short, and the sections."""
        self._say([front.title], TITLE)
        for subtitle in front.subtitles:
            self._say([subtitle], QUIET)
        self._add()
        *texts, last = front.headings
        self._add(*(self._cell(text, HEADING) for text in texts), self._cell(last, HEADING, OF_NUMBERS))
        for label, means, value in front.figures:
            number = self._cell(value, NUMBER, STRONG, form=COUNT)
            self._add(self._cell(label, TEXT, STRONG), self._cell(means, TEXT), number)
        for title, lines in front.sections:
            self._add()
            self._add(*(self._cell(text, SECTION) for text in (title, "", "")))
            for label, text in lines:
                self._add(self._cell(label, TEXT, STRONG), self._cell(text, TEXT), self._cell("", TEXT))

    def tables(self, sheets: Sequence[Sheet]) -> None:
        """One table below the other."""
        if len(sheets) == 1:  # must be said before the first row is written
            header = len(textwrap.wrap(sheets[0].intro, self.characters)) + 3
            self.sheet.freeze_panes = f"B{header + 1}"
            self.sheet.print_title_rows = f"{header}:{header}"
        lines = sum(len(sheet.lines) for sheet in sheets)
        if self.characters > WIDE and lines + FRAME * len(sheets) < ON_ITS_SIDE:
            self.sheet.page_setup.orientation = "landscape"
        if len(sheets) == 1 and lines > ONE_PAGE:
            self.sheet.page_setup.fitToHeight = 0  # as many pages as it takes
        for place, sheet in enumerate(sheets):
            self._table(sheet, is_first=not place, alone=len(sheets) == 1)

    def _table(self, sheet: Sheet, is_first: bool, alone: bool) -> None:
        """Title, table, notes and chart."""
        intro = textwrap.wrap(sheet.intro, self.characters)
        if not is_first:
            self._add()
        self._say([sheet.title], TITLE)
        self._say(intro, QUIET)
        self._add()
        header = self.row + 1
        self._lines(sheet)
        beside = self._beside(sheet, header) if sheet.chart and not alone else 0
        self._fill(header + beside - self.row - 1)
        self._add()
        self._say([line for note in sheet.notes for line in textwrap.wrap(note, self.characters)], QUIET)
        if sheet.chart:
            self._add()
            self._say(textwrap.wrap(sheet.chart.words, self.characters))
            if not beside:
                width = self.characters / CENTIMETRE
                self._fill(charts.add(self.sheet, sheet.chart, sheet.title, header, self.row + 1, width))

    def _beside(self, sheet: Sheet, header: int) -> int:
        """Puts the chart beside the table where there is room; gives how many lines high it is, else 0."""
        columns = len(sheet.columns)
        width = (self.characters - sum(self.widths[:columns]) - 2) / CENTIMETRE
        if sheet.chart is None or width < ROOM:
            return 0
        return charts.add(self.sheet, sheet.chart, sheet.title, header, header, min(width, WIDEST), columns)

    def _fill(self, lines: int) -> None:
        """Room for a chart."""
        for _ in range(lines):
            self._add()

    def _lines(self, sheet: Sheet) -> None:
        headings = list(tabs.unlike([column.heading for column in sheet.columns]))
        of_numbers = OF_FILTERED if sheet.filtered else OF_NUMBERS
        self._add(
            *(
                self._cell(heading, HEADING, of_numbers if column.number else HEADING)
                for column, heading in zip(sheet.columns, headings, strict=True)
            )
        )
        first = self.row
        for line in sheet.lines:
            self._add(*self._filled(sheet, line))
        table: Any = Table(
            displayName=f"Baken_{sheet.name}",
            ref=f"A{first}:{get_column_letter(len(headings))}{self.row}",
        )
        table._initialise_columns()  # which openpyxl leaves to us when it writes line by line
        for column, heading in zip(table.tableColumns, headings, strict=True):
            column.name = heading
        if not sheet.filtered:
            table.autoFilter = None
        self.sheet.tables.add(table)  # add_table warns of what was just done
        if sheet.total:
            self._add(*self._filled(sheet, sheet.total, TOTAL))

    def _filled(self, sheet: Sheet, line: Iterable[Value], look: Look | None = None) -> list[Any]:
        cells = []
        for column, value in zip(sheet.columns, line, strict=True):
            form = "" if isinstance(value, str) else SHARE if column.share else COUNT
            cells.append(self._cell(value, NUMBER if column.number else TEXT, look or PLAIN, form=form))
        return cells

    def _say(self, lines: Iterable[str], look: Look | None = None) -> None:
        for line in lines:
            self._add(self._cell(line, look or PLAIN))

    def _add(self, *cells: Any) -> None:
        self.row += 1
        # Excel finds the height of a line by itself; others need to be told.
        wrapped = [
            len(textwrap.wrap(str(cell.value), max(round(width * (BOLD if cell.font.b else LETTERS)) - 2, 5)))
            for cell, width in zip(cells, self.widths, strict=False)
            if cell.alignment.wrap_text
        ]
        if wrapped:
            self.sheet.row_dimensions[self.row].height = LINE * max(wrapped) + 3
        self.sheet.append(cells)

    def _cell(self, value: Value, *looks: Look, form: str = "") -> Any:
        """Text stays text, whatever it starts with, also when somebody edits the cell in Excel."""
        made: Any = WriteOnlyCell(self.sheet, value=value)
        risky = isinstance(value, str) and value.startswith(("=", "+", "-", "@"))
        if isinstance(value, str):
            made.data_type = "s"
        key = (*map(id, looks), form, risky)
        if key in self.styles:  # finding out what a style is takes far longer than writing the cell
            made._style = self.styles[key]
            return made
        made.quotePrefix = risky
        for name, look in (item for looked in looks for item in looked.items()):
            setattr(made, name, look)
        if form:
            made.number_format = form
        self.styles[key] = made._style
        return made
