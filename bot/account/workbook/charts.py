"""Native Excel charts: calm ones, with their numbers in them and a description for who cannot see them."""

from math import ceil
from typing import Any

from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.drawing.xdr import XDRPositiveSize2D

from bot.account.workbook.layout import Chart

COLOURS = ("154273", "5B8DB8", "A9C6DE", "B98B2F", "6F8F4E", "9A5B76", "8A939C")  # the first is the accent
DARK = ("154273", "9A5B76")
INK = "333333"
UNSAID = ("showSerName", "showCatName", "showLegendKey", "showPercent", "showBubbleSize")
CAPTION, SMALL = 1200, 900  # hundredths of a point
CENTIMETRE = 360_000  # in the units of a drawing
LINE = 0.53  # centimetres of a line in the sheet


class _Described(OneCellAnchor):  # type: ignore[misc, unused-ignore]
    """Where a chart is put, with the words that a screen reader says instead of it."""

    tagname = "oneCellAnchor"
    __elements__ = OneCellAnchor.__elements__
    words = ""

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "graphicFrame" and value is not None:
            value.nvGraphicFramePr.cNvPr.descr = self.words
        super().__setattr__(name, value)


def add(
    sheet: Any, chart: Chart, title: str, header: int, place: int, centimetres: float, columns: int = 0
) -> int:
    """Puts a chart of the table whose header is in row `header` in row `place` and below, that wide, right
    of so many columns; gives how many lines high it is."""
    drawn = BarChart()
    drawn.type = "bar" if chart.kind == "bars" else "col"
    first = header + 1 + chart.first
    last = first + chart.lines - 1
    left, right = chart.columns[0] + 1, chart.columns[-1] + 1
    if chart.kind == "stacked":
        for row in range(first, last + 1):
            numbers = Reference(sheet, min_col=left, max_col=right, min_row=row)
            names = Reference(sheet, min_col=left, max_col=right, min_row=header)
            drawn.series.append(_series(numbers, names, Reference(sheet, min_col=1, min_row=row)))
    else:
        for column in (column + 1 for column in chart.columns):
            numbers = Reference(sheet, min_col=column, min_row=first, max_row=last)
            names = Reference(sheet, min_col=1, min_row=first, max_row=last)
            drawn.series.append(_series(numbers, names, Reference(sheet, min_col=column, min_row=header)))
    _dress(drawn, chart, title)
    size = XDRPositiveSize2D(round(centimetres * CENTIMETRE), round(_height(chart) * CENTIMETRE))
    anchor = _Described(_from=AnchorMarker(col=columns, row=place - 1), ext=size)
    anchor.words = f"{title}. {chart.words}"
    drawn.anchor = anchor  # type: ignore[assignment]  # the stubs know only the name of a cell
    sheet.add_chart(drawn)
    return ceil(_height(chart) / LINE)


def _series(numbers: Reference, names: Reference, title: Reference) -> Any:
    series = Series(numbers)
    series.cat = AxDataSource(strRef=StrRef(f=str(names)))
    series.tx = SeriesLabel(strRef=StrRef(f=str(title)))
    return series


def _dress(drawn: BarChart, chart: Chart, title: str) -> None:
    """No frame, no grid where the numbers stand beside the bars, one colour for one series."""
    drawn.title = title
    caption: Any = drawn.title
    caption.tx.rich.p[0].pPr = _letters(CAPTION, bold=True)
    caption.overlay = False
    drawn.roundedCorners = False
    drawn.graphical_properties = GraphicalProperties(ln=LineProperties(noFill=True))
    drawn.gapWidth = 45
    for series, colour in zip(drawn.series, COLOURS, strict=False):
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
        on_dark = chart.kind == "stacked" and colour in DARK
        series.dLbls = DataLabelList(
            showVal=True, txPr=_text(SMALL, "FFFFFF" if on_dark else INK), **dict.fromkeys(UNSAID, False)
        )
    drawn.x_axis.delete = False
    drawn.x_axis.majorTickMark = "none"
    drawn.x_axis.txPr = _text(SMALL)
    drawn.y_axis.majorGridlines = None
    drawn.y_axis.delete = True
    drawn.y_axis.scaling.min = 0
    if chart.kind == "bars":
        drawn.x_axis.scaling.orientation = "maxMin"  # the first line on top
    if chart.kind == "stacked":
        drawn.grouping, drawn.overlap = "stacked", 100
    if len(drawn.series) == 1:
        drawn.legend = None
    else:
        drawn.legend.position = "b"


def _text(size: int, colour: str = INK) -> RichText:
    return RichText(p=[Paragraph(pPr=_letters(size, colour=colour), endParaRPr=CharacterProperties())])


def _letters(size: int, bold: bool = False, colour: str = INK) -> ParagraphProperties:
    return ParagraphProperties(defRPr=CharacterProperties(sz=size, b=bold, solidFill=colour))


def _height(chart: Chart) -> float:
    """Centimetres: as much as the bars need."""
    return max(3.5, 1.5 + 0.65 * chart.lines) if chart.kind == "bars" else 6.5
