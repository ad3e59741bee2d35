"""Documents and pictures from typst templates. What is filled in is data, and never read as typst."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from bot.foundation import words
from bot.foundation.style import Style

Format = Literal["pdf", "png", "svg"]

FOLDER = Path(__file__).parent  # of the templates
HOUSE = "house.typ"  # what every template may use
NO_GLYPH = "could not be displayed with font"


def render(
    template: str, data: Mapping[str, Any], style: Style, format: Format = "pdf", ppi: int = 144
) -> bytes:
    """One page: a template of this folder (its name without .typ) with its data, which holds at least `lang`
    and `title`. `ppi` is of a PNG: pixels per inch of paper.

    A PDF keeps to PDF/UA-1 (tagged, with title and language), unless somebody's name holds letters that the
    font lacks: then a font of this machine stands in, and the PDF is tagged all the same."""
    import typst  # 20 MB that only a process that makes something needs

    files = {HOUSE: (FOLDER / HOUSE).read_bytes()}
    files["main.typ"] = (FOLDER / f"{template}.typ").read_bytes()
    if style.logo:
        files["logo.svg"] = style.logo.encode()
    named = {"colour": style.colour, "logo": bool(style.logo)}
    given = json.dumps({**data, "style": named}, ensure_ascii=False)
    options: dict[str, Any] = {"format": format, "sys_inputs": {"data": given}, "ignore_system_fonts": True}
    if format != "pdf":
        return bytes(typst.compile(files, **options, ppi=ppi))
    try:
        return bytes(typst.compile(files, **options, pdf_standards="ua-1"))
    except typst.TypstError as error:
        if NO_GLYPH not in str(error):
            raise
    return bytes(typst.compile(files, **(options | {"ignore_system_fonts": False})))


def as_png(svg: bytes) -> bytes:
    """A drawing as PNG, 1,200 pixels wide, on white. Raises typst's error for what is no drawing."""
    import typst

    template = """#set page(width: 400pt, height: auto, margin: 0pt, fill: white)
#image("drawing.svg", width: 400pt)"""
    files: Any = {"main.typ": template.encode(), "drawing.svg": svg}
    return bytes(typst.compile(files, format="png", ppi=216, ignore_system_fonts=True))


def written(day: date, locale: str) -> str:
    """A day in words: 3 november 2026."""
    month = words.text(f"months.m{day.month}", locale)
    return words.text("documents.day", locale, day=day.day, month=month, year=day.year)


def fitting(text: str, size: float, room: int) -> float:
    """The size in points for a text that has room for so many characters at its full size."""
    return max(size * min(1.0, room / max(len(text), 1)), size * 0.45)
