"""Documents for word processors: headings that are headings, tables whose header comes back on each page,
pictures that say in words what is on them. So they can be read aloud, and changed by their styles."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

CENTIMETRE, POINT = 360_000, 12_700  # in the units of a document
WHOLE = 14  # rows of a table that stay on one page
PAGE, MARGIN = (21.0, 29.7), 2.0  # centimetres
NUMBERS = 2  # how wide a column of names is beside one of numbers
INK, SOFT, RED = "17252E", "4A5B66", "9B1C1C"
SIZES = {"Title": 25, "Heading 1": 18, "Heading 2": 12.5, "Heading 3": 10.5, "Normal": 10}  # points
IN_TABLE, AFTER = 9, 5  # points: of letters; below a paragraph
FONT = "Calibri"
LANGUAGES = {"nl": "nl-NL", "en": "en-GB"}


class About(NamedTuple):
    """What a document says of itself; `colour` is #rrggbb. `mark` stands above each page, `footer` below it
    with `page`, in which #1 is the page and #2 how many there are."""

    title: str
    subject: str
    author: str
    language: str
    colour: str
    mark: str
    footer: str
    page: str


class Document:
    """A document that is written from the top down."""

    def __init__(self, about: About, made: datetime) -> None:
        import docx  # only a process that makes something needs it

        self.colour = about.colour.removeprefix("#").upper()
        self.made: Any = docx.Document()
        self.pictures = 0
        self._about(about, made)
        self._page(about)

    def save(self, path: Path) -> None:
        """Writes it. Raises OSError."""
        path.write_bytes(self.content())

    def content(self) -> bytes:
        """Its bytes."""
        content = io.BytesIO()
        self.made.save(content)
        return content.getvalue()

    def heading(self, text: str, level: int, new_page: bool = False) -> None:
        self.made.add_heading(text, level).paragraph_format.page_break_before = new_page

    def say(
        self, text: str, of: str = "Normal", colour: str = "", bold: bool = False, holds: bool = False
    ) -> None:
        """A paragraph; one that `holds` stays with what comes after it."""
        from docx.shared import RGBColor

        paragraph = self.made.add_paragraph(style=of)
        paragraph.paragraph_format.keep_with_next = holds or None
        run = paragraph.add_run(text)
        run.bold = bold or None
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour)

    def term(self, term: str, text: str) -> None:
        paragraph = self.made.add_paragraph()
        paragraph.add_run(term if term.endswith((".", "?")) else f"{term}.").bold = True
        paragraph.add_run(f" {text}")

    def picture(self, content: bytes, words: str, width: float) -> None:
        self.pictures += 1
        self.made.add_picture(io.BytesIO(content), width=round(width * CENTIMETRE))
        self.made.paragraphs[-1].paragraph_format.keep_with_next = True
        about = self.made.inline_shapes[-1]._inline.docPr
        about.set("descr", words)
        about.set("name", f"{self.pictures}")

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        total: Sequence[str] = (),
        numbers: Sequence[int] = (),
        widths: Sequence[float] = (),
    ) -> None:
        """A table with a header row; these columns are `numbers`. `widths` are beside each other."""
        every = [head, *rows, *([total] if total else [])]
        table = self.made.add_table(len(every), len(head))
        table.autofit = False
        stays = (
            len(every) - 1 if numbers and len(every) <= WHOLE else 1
        )  # the header, with what comes below it
        table._tbl.tblPr.append(self._rules())
        parts = [*widths] or [NUMBERS, *([1] * (len(head) - 1))]
        room = (PAGE[0] - 2 * MARGIN) * CENTIMETRE / sum(parts)
        for column, part in zip(table.columns, parts, strict=True):
            column.width = round(part * room)
        for at, (row, cells) in enumerate(zip(table.rows, every, strict=True)):
            strong = at == 0 or (bool(total) and at == len(every) - 1)
            _of_row(row, header=at == 0)
            for place, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
                cell.width = round(parts[place] * room)
                _fill(cell, text, strong, place in numbers)
                cell.paragraphs[0].paragraph_format.keep_with_next = at < stays
        self.made.add_paragraph()

    def _rules(self) -> Any:
        """Lines between rows, and none between columns."""
        rules = _element("tblBorders")
        for side, size, colour in (("top", "8", self.colour), ("bottom", "6", self.colour)):
            rules.append(_element(side, val="single", sz=size, space="0", color=colour))
        rules.append(_element("insideH", val="single", sz="4", space="0", color="C8CED6"))
        return rules

    def _about(self, of: About, made: datetime) -> None:
        about = self.made.core_properties
        about.title, about.author, about.language = of.title, of.author, of.language
        about.subject, about.comments = of.subject, ""
        about.created = about.modified = made.astimezone(UTC).replace(tzinfo=None)
        about.last_modified_by = "Baken"
        for name, size in SIZES.items():
            _dress(self.made.styles[name], size, INK if name in ("Normal", "Heading 3") else self.colour)
        _dress(self.made.styles["Subtitle"], 14, SOFT)
        for name in ("Normal", "List Bullet"):
            self.made.styles[name].paragraph_format.space_after = AFTER * POINT
        languages = self.made.styles.element.xpath("w:docDefaults//w:lang")
        for one in (*languages, *self.made.styles["Normal"].element.xpath(".//w:lang")):
            one.set(_name("val"), LANGUAGES[of.language])

    def _page(self, about: About) -> None:
        (section,) = self.made.sections
        section.page_width, section.page_height = (round(size * CENTIMETRE) for size in PAGE)
        for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
            setattr(section, side, round(MARGIN * CENTIMETRE))
        section.header.paragraphs[0].add_run(about.mark).bold = True
        paragraph = section.footer.paragraphs[0]
        paragraph.add_run(f"{about.footer} · ")
        before, _, rest = about.page.partition("#1")
        between, _, after = rest.partition("#2")
        for text, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
            paragraph.add_run(text)
            if field:
                _field(paragraph, field)


def _name(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))


def _element(name: str, **values: str) -> Any:
    from docx.oxml import OxmlElement

    made: Any = OxmlElement(f"w:{name}")
    for key, value in values.items():
        made.set(_name(key), value)
    return made


def _dress(of: Any, size: float, colour: str) -> None:
    """Letters of a style."""
    from docx.shared import Pt, RGBColor

    of.font.name, of.font.size = FONT, Pt(size)
    of.font.color.rgb = RGBColor.from_string(colour)
    fonts = of.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(_name(kind), None)


def _of_row(row: Any, header: bool) -> None:
    """A row stays whole; the header comes back on each page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(_element("cantSplit"))
    if header:
        properties.append(_element("tblHeader"))


def _fill(cell: Any, text: str, strong: bool, is_number: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.bold, run.font.size = strong or None, IN_TABLE * POINT
    paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = 2 * POINT
    if is_number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if strong:
        cell._tc.get_or_add_tcPr().append(_element("shd", val="clear", color="auto", fill="E8EDF2"))


def _field(paragraph: Any, name: str) -> None:
    """A number that the word processor fills in."""
    field = _element("fldSimple", instr=name)
    field.append(_element("r"))
    paragraph._p.append(field)
