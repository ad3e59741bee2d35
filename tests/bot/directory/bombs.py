"""Small files that would take a server hours, or all its memory; a function makes each."""

import io
import re
import zipfile
from collections.abc import Callable

from tests.bot.directory.files import workbook

NAMES = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = b"<worksheet %s><sheetData>%s</sheetData></worksheet>"
KINDS, STRINGS = "[Content_Types].xml", "xl/sharedStrings.xml"
STRINGS_KIND = b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
STRINGS_KIND += b'officedocument.spreadsheetml.sharedStrings+xml"/>'
PEOPLE: list[list[object]] = [["Naam", "E-mail"], ["Zoe", "z@v.example"]]


def with_parts(parts: dict[str, bytes], rows: list[list[object]] | None = None) -> bytes:
    """A workbook of which some parts are other ones."""
    source, made = zipfile.ZipFile(io.BytesIO(workbook(rows or PEOPLE))), io.BytesIO()
    kinds = source.read(KINDS)
    if STRINGS in parts and STRINGS.encode() not in kinds:
        parts = parts | {KINDS: kinds.replace(b"</Types>", STRINGS_KIND + b"</Types>")}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in {*source.namelist(), *parts}:
            packed.writestr(name, parts[name] if name in parts else source.read(name))
    return made.getvalue()


def sheet(inside: bytes, before: bytes = b"") -> bytes:
    """A workbook with this in its sheet."""
    return with_parts({"xl/worksheets/sheet1.xml": before + SHEET % (NAMES, inside)})


def text_in(cell: bytes, text: bytes) -> bytes:
    return b'<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (cell, text)


HEADER = b'<row r="1">' + text_in(b"A1", b"Naam") + text_in(b"B1", b"E-mail") + b"</row>"


def row_two_billion() -> bytes:
    return sheet(HEADER + b'<row r="2000000000">' + text_in(b"A2000000000", b"x") + b"</row>")


def row_beyond_every_number() -> bytes:
    return sheet(HEADER + b'<row r="%s"><c/></row>' % (b"9" * 4_000))


def column_beyond_the_last() -> bytes:
    return sheet(HEADER + b'<row r="2">' + text_in(b"ZZZZZZZ2", b"x") + b"</row>")


def rows_that_are_empty() -> bytes:
    return sheet(HEADER + b"".join(b'<row r="%d"/>' % number for number in range(2, 200_000)))


def cells_that_are_empty() -> bytes:
    cells = b"".join(b'<c r="%s%d"/>' % (column, 2) for column in (b"A", b"B", b"CV") for _ in range(60_000))
    return sheet(HEADER + b'<row r="2">' + cells + b"</row>")


def one_text_in_every_cell() -> bytes:
    """A text of 30 kB that is in the file once and in 90,000 cells."""
    strings = b'<sst %s count="1"><si><t>%s</t></si></sst>' % (NAMES, b"x" * 30_000)
    rows = b"".join(
        b'<row r="%d">' % row + b'<c t="s"><v>0</v></c>' * 100 + b"</row>" for row in range(1, 900)
    )
    parts = {STRINGS: strings, "xl/worksheets/sheet1.xml": SHEET % (NAMES, rows)}
    return with_parts(parts)


def a_million_shared_texts() -> bytes:
    return with_parts({STRINGS: b"<sst %s>%s</sst>" % (NAMES, b"<si><t>a</t></si>" * 550_000)})


def a_text_that_is_not_there() -> bytes:
    return sheet(b'<row r="1"><c r="A1" t="s"><v>4000000000</v></c></row>')


def packed_zeros() -> bytes:
    return with_parts({"xl/worksheets/sheet1.xml": b"\0" * (300 * 1024 * 1024)})


def entities() -> bytes:
    named = [b'<!ENTITY a "aaaaaaaaaa">']
    named += [b'<!ENTITY a%d "%s">' % (n, (b"&a%d;" % (n - 1) if n else b"&a;") * 10) for n in range(9)]
    return sheet(b'<row r="1">' + text_in(b"A1", b"&a8;") + b"</row>", b"<!DOCTYPE x [%s]>" % b"".join(named))


def entity_from_a_file() -> bytes:
    named = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    return sheet(b'<row r="1">' + text_in(b"A1", b"&a;") + b"</row>", named)


def deep() -> bytes:
    return sheet(HEADER + b'<row r="2">' + b"<c>" * 400_000 + b"</c>" * 400_000 + b"</row>")


def deep_styles() -> bytes:
    return with_parts({"xl/styles.xml": b"<styleSheet %s>" % NAMES + b"<fills>" * 300_000})


def many_styles() -> bytes:
    styles = b"<fonts>" + b"<font/>" * 200_000 + b"</fonts><cellXfs>" + b"<xf/>" * 200_000 + b"</cellXfs>"
    return with_parts({"xl/styles.xml": b"<styleSheet %s>%s</styleSheet>" % (NAMES, styles)})


def many_merged_cells() -> bytes:
    merged = b'<mergeCell ref="A1:XFD1048576"/>' * 20_000
    inside = HEADER + b"</sheetData><mergeCells>" + merged + b"</mergeCells><sheetData>"
    return sheet(inside)


def many_parts() -> bytes:
    made = io.BytesIO(workbook(PEOPLE))
    with zipfile.ZipFile(made, "a") as packed:
        for number in range(8_000):
            packed.writestr(f"{number}", b"")
    return made.getvalue()


def with_a_password() -> bytes:
    content = bytearray(workbook(PEOPLE))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + at] |= 1
            place = content.find(mark, place + 4)
    return bytes(content)


def half() -> bytes:
    content = workbook(PEOPLE)
    return content[: len(content) // 2]


def one_endless_line() -> bytes:
    return b"Naam;E-mail\n" + b"x" * 1_000_000


def one_line_of_separators() -> bytes:
    return b";" * 1_000_000


def a_quote_that_never_ends() -> bytes:
    return b'Naam;E-mail\n"' + b"a;b\n" * 250_000


def lines_that_are_empty() -> bytes:
    return b"Naam;E-mail" + b"\n" * 1_000_000


def nuls() -> bytes:
    return b"Naam;E-mail\nZoe\x00;z@v.example\n"


def nuls_in_utf_16() -> bytes:
    return "Naam;E-mail\n\x00;z@v.example\n".encode("utf-16")


Bomb = Callable[[], bytes]
REFUSED: dict[Bomb, str] = {
    row_two_billion: "people_file_gap",
    row_beyond_every_number: "people_file_gap",
    rows_that_are_empty: "people_file_gap",
    one_text_in_every_cell: "people_file_heavy",
    packed_zeros: "people_too_many_rows",
    with_a_password: "people_file_kind",
    half: "people_file_kind",
    nuls: "people_file_kind",
    nuls_in_utf_16: "people_file_kind",
    a_text_that_is_not_there: "people_file_kind",
    lines_that_are_empty: "people_file_gap",
    one_endless_line: "people_file_broken",
    a_quote_that_never_ends: "people_file_broken",
}
BOMBS: tuple[Bomb, ...] = (
    *REFUSED,
    *(column_beyond_the_last, cells_that_are_empty, a_million_shared_texts, entities, entity_from_a_file),
    *(deep, deep_styles, many_styles, many_merged_cells, many_parts),
    one_line_of_separators,
)


def part(content: bytes, name: str) -> bytes:
    """One part of a workbook."""
    return zipfile.ZipFile(io.BytesIO(content)).read(name)


def strict(content: bytes) -> bytes:
    """A workbook as Excel saves it in "Strict Open XML"."""
    made = io.BytesIO()
    usual = rb"http://schemas\.openxmlformats\.org/(spreadsheetml|officeDocument|drawingml)/2006/"
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(usual, rb"http://purl.oclc.org/ooxml/\1/", old.read(name)))
    return made.getvalue()
