"""The styles of a workbook without its looks: of each style its number format, which tells a date from a
number."""

import io
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


def plain(content: bytes) -> bytes:
    """The same workbook with plain styles. Raises whatever the libraries raise for what is no workbook."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in dict.fromkeys(old.namelist()):
            part = old.read(name)
            new.writestr(name, _simplified(part) if name.lower() == STYLES else part)
    return made.getvalue()


def _simplified(part: bytes) -> bytes:
    found = ElementTree.fromstring(part)  # noqa: S314 (in a process apart, and expat refuses what blows up)
    own = found.findall(f"{{{NAMESPACE}}}numFmts/{{{NAMESPACE}}}numFmt")
    ElementTree.register_namespace("", NAMESPACE)
    formats = [ElementTree.tostring(one, encoding="unicode") for one in own]
    used = found.findall(f"{{{NAMESPACE}}}cellXfs/{{{NAMESPACE}}}xf") or [ElementTree.Element("xf")]
    styles = [FORMAT.format(int(one.get("numFmtId") or 0)) for one in used]
    made = PLAIN.format(NAMESPACE, len(formats), "".join(formats), len(styles), "".join(styles))
    return made.replace('<numFmts count="0"></numFmts>', "").encode()
