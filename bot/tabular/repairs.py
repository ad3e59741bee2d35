"""Makes a workbook readable that Excel opens and openpyxl does not: one in Strict Open XML, a style that
lacks something, a cell that says it is a number and holds text."""

import io
import re
import zipfile
from xml.etree import ElementTree

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STYLES = "xl/styles.xml"
PLAIN = (
    '<styleSheet xmlns="{0}"><numFmts count="{1}">{2}</numFmts><fonts count="1"><font/></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="{3}">{4}</cellXfs></styleSheet>'
)
FORMAT = '<xf numFmtId="{}" fontId="0" fillId="0" borderId="0" xfId="0"/>'


STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
CELL = re.compile(
    rb"<((?:\w+:)?)c\b([^<>]*)>((?:<\1f\b[^<>]*>[^<>]*</\1f>|<\1f\b[^<>]*/>)?)<\1v>([^<>]*)</\1v>"
)
KIND = re.compile(rb"\bt=[\"'](\w+)[\"']")
HOLDS = {  # what a cell of a kind may hold; other kinds hold anything
    b"n": re.compile(rb"\s*[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\s*"),
    b"b": re.compile(rb"[01]"),
    b"s": re.compile(rb"\d+"),
    b"d": re.compile(rb"\d{4}-\d\d-\d\d(T[\d:.]+Z?)?"),
}


def readable(content: bytes) -> bytes:
    """The same workbook by its usual names, with plain styles (of each style its number format, which tells a
    date from a number) and text as text. Raises whatever the libraries raise for what is no workbook."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in dict.fromkeys(old.namelist()):
            part = old.read(name)
            if name.lower().endswith((".xml", ".rels")):
                part = STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", part)
            if name.lower().startswith("xl/worksheets/"):
                part = CELL.sub(_cell, part)
            new.writestr(name, _simplified(part) if name.lower() == STYLES else part)
    return made.getvalue()


def _cell(found: re.Match[bytes]) -> bytes:
    """The start of a cell, as text when its kind cannot hold what it holds."""
    prefix, attributes, formula, value = found.groups()
    kind = KIND.search(attributes)
    may = HOLDS.get(kind[1] if kind else b"n")
    if may is None or may.fullmatch(value):
        return found[0]
    attributes = KIND.sub(b"", attributes) + b' t="str"'
    return b"<%bc%b>%b<%bv>%b</%bv>" % (prefix, attributes, formula, prefix, value, prefix)


def _simplified(part: bytes) -> bytes:
    found = ElementTree.fromstring(part)  # noqa: S314 (in a process apart, and expat refuses what blows up)
    own = found.findall(f"{{{NAMESPACE}}}numFmts/{{{NAMESPACE}}}numFmt")
    ElementTree.register_namespace("", NAMESPACE)
    formats = [ElementTree.tostring(one, encoding="unicode") for one in own]
    used = found.findall(f"{{{NAMESPACE}}}cellXfs/{{{NAMESPACE}}}xf") or [ElementTree.Element("xf")]
    styles = [FORMAT.format(int(one.get("numFmtId") or 0)) for one in used]
    made = PLAIN.format(NAMESPACE, len(formats), "".join(formats), len(styles), "".join(styles))
    return made.replace('<numFmts count="0"></numFmts>', "").encode()
